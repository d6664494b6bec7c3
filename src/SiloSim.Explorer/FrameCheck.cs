using System.Collections.Immutable;
using System.Reflection;

namespace SiloSim.Explorer;

/// <summary>
/// Says whether frames with a state machine of some type can be copied field by field: whether no two copies can come
/// to share something that one of them changes.
/// </summary>
internal static class FrameCheck
{
    private const BindingFlags OwnFields =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>How the compiler's names of fields that hold awaiters begin.</summary>
    private const string AwaiterPrefix = "<>u__";

    /// <summary>Why not, in one line; null if they can be copied.</summary>
    public static string? Refusal(Type machine)
    {
        if (!machine.IsValueType)
        {
            return $"{Name(machine)} cannot be a routine: its state machine is a class; compile with Optimize";
        }

        foreach (FieldInfo field in machine.GetFields(OwnFields))
        {
            if (field.Name.StartsWith(AwaiterPrefix, StringComparison.Ordinal) && !IsOurs(field.FieldType))
            {
                return $"{Name(machine)} cannot be a routine: it awaits neither an operation nor a routine "
                    + $"({field.FieldType.Name})";
            }

            if (Reason(field.FieldType, []) is string reason)
            {
                return $"{Name(machine)} cannot be a routine: '{Name(field)}' lives over an await and {reason}";
            }
        }

        return null;
    }

    /// <summary>
    /// What is wrong with a field of this type. Types on the way are in <paramref name="above"/>: a type that refers to
    /// itself adds nothing new.
    /// </summary>
    private static string? Reason(Type type, ImmutableHashSet<Type> above)
    {
        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || above.Contains(type))
        {
            return null;
        }

        if (type.IsPointer || type.IsFunctionPointer || type.IsByRef)
        {
            return $"is a pointer ({type.Name})";
        }

        if (type == typeof(Routine) || IsGeneric(type, typeof(Routine<>)))
        {
            return "is a routine that is not awaited where it is called";
        }

        if (IsGeneric(type, typeof(ImmutableArray<>)))
        {
            return Reason(type.GetGenericArguments()[0], above.Add(type)) is string element
                ? $"has elements each of which {element}" : null;
        }

        if (!type.IsValueType && (type.IsArray || !type.IsSealed || typeof(Delegate).IsAssignableFrom(type)))
        {
            return $"refers to something that may change ({type.Name} is not a sealed type with read-only fields)";
        }

        for (Type? part = type; part is not null && part != typeof(object) && part != typeof(ValueType);
            part = part.BaseType)
        {
            foreach (FieldInfo field in part.GetFields(OwnFields))
            {
                if (!type.IsValueType && !field.IsInitOnly)
                {
                    return $"refers to something that may change ({type.Name}.{Name(field)} is not read-only)";
                }

                if (Reason(field.FieldType, above.Add(type)) is string reason)
                {
                    return $"has '{Name(field)}', which {reason}";
                }
            }
        }

        return null;
    }

    private static bool IsOurs(Type awaiter) =>
        awaiter == typeof(OperationAwaiter) || typeof(IRoutineAwaiter).IsAssignableFrom(awaiter);

    private static bool IsGeneric(Type type, Type definition) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == definition;

    /// <summary>The name in the source: the compiler writes it between angle brackets.</summary>
    private static string Name(MemberInfo member)
    {
        string name = member.Name;
        int end = name.IndexOf('>', StringComparison.Ordinal);
        return name.StartsWith('<') && end > 1 ? name[1..end] : name == "<>4__this" ? "this" : name;
    }
}
