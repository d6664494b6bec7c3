using System.Globalization;
using System.Reflection;
using System.Text;

namespace SiloSim.Tests.House;

/// <summary>
/// What silos and clients say to each other, as text: every name and number that a peer of another version has to agree with.
/// </summary>
internal static class WireContract
{
    /// <summary>The contract of some types.</summary>
    public static string Of(IEnumerable<Type> types)
    {
        var text = new StringBuilder();
        Type[] spoken = [.. types.Where(type => type.GetCustomAttribute<AliasAttribute>() is not null || type.IsEnum)];
        foreach (Type type in spoken.OrderBy(NameOf, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"{(type.IsInterface ? "grain" : type.IsEnum ? "enum" : "message")} {NameOf(type)}\n");
            foreach (string line in type.IsInterface ? Methods(type) : type.IsEnum ? Values(type) : Members(type))
            {
                text.Append("  ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Types that travel without a name of their own: a renamed class would break its peers.</summary>
    public static IEnumerable<string> Nameless(IEnumerable<Type> types) => types
        .Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null || typeof(IAddressable).IsAssignableFrom(type))
        .Where(type => type.GetCustomAttribute<AliasAttribute>() is null)
        .Select(type => type.Name);

    /// <summary>Methods that travel without a name of their own.</summary>
    public static IEnumerable<string> NamelessMethods(IEnumerable<Type> types) => types
        .Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type))
        .SelectMany(type => type.GetMethods())
        .Where(method => method.GetCustomAttribute<AliasAttribute>() is null)
        .Select(method => $"{method.DeclaringType!.Name}.{method.Name}");

    private static string NameOf(Type type) => type.GetCustomAttribute<AliasAttribute>()?.Alias ?? type.Name;

    private static IEnumerable<string> Methods(Type type) => type.GetMethods()
        .Select(method =>
            $"{method.GetCustomAttribute<AliasAttribute>()?.Alias}({string.Join(", ", method.GetParameters().Select(Parameter))})"
            + $": {Text(method.ReturnType)}")
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Values(Type type) => Enum.GetValuesAsUnderlyingType(type).Cast<object>()
        .Select(value => string.Create(CultureInfo.InvariantCulture, $"{value} {Enum.GetName(type, value)}"));

    // A record's primary constructor numbers its parameters in their order, apart from the members' own numbers.
    private static IEnumerable<string> Members(Type type)
    {
        IEnumerable<string> constructed = Primary(type).Select((parameter, index) =>
            string.Create(CultureInfo.InvariantCulture, $"parameter {index} {parameter.Name}: {Text(parameter.ParameterType)}"));
        IEnumerable<string> numbered = type
            .GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            .Select(property => (Property: property, Id: property.GetCustomAttribute<IdAttribute>()?.Id))
            .Where(member => member.Id is not null)
            .OrderBy(member => member.Id)
            .Select(member => string.Create(
                CultureInfo.InvariantCulture, $"id {member.Id} {member.Property.Name}: {Text(member.Property.PropertyType)}"));
        return constructed.Concat(numbered);
    }

    private static ParameterInfo[] Primary(Type type) => type.GetConstructors()
        .Select(constructor => constructor.GetParameters())
        .Where(parameters => parameters.Length > 0 && type.GetMethod("Deconstruct") is { } deconstruct
            && deconstruct.GetParameters().Select(part => part.Name).SequenceEqual(parameters.Select(part => part.Name)))
        .FirstOrDefault([]);

    private static string Parameter(ParameterInfo parameter) => $"{Text(parameter.ParameterType)} {parameter.Name}";

    private static string Text(Type type) =>
        Nullable.GetUnderlyingType(type) is { } underlying ? Text(underlying) + "?"
        : type.IsArray ? Text(type.GetElementType()!) + "[]"
        : !type.IsGenericType ? NameOf(type)
        : $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Text))}>";
}
