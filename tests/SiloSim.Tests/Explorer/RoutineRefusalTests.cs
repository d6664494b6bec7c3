using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using SiloSim.Explorer;

namespace SiloSim.Tests.Explorer;

/// <summary>
/// Frames are copied field by field, so what could be shared and changed is refused: one bad sample of each.
/// </summary>
public sealed class RoutineRefusalTests
{
    private readonly struct Plain(int number, DayOfWeek day)
    {
        public int Number { get; } = number;

        public DayOfWeek Day { get; } = day;
    }

    private readonly struct HoldsAnArray(int[] values)
    {
        public int[] Values { get; } = values;
    }

    private sealed class Constant(int value)
    {
        public int Value { get; } = value;

        public Constant? Next { get; init; }
    }

    private sealed class Variable
    {
        public int Value { get; set; }
    }

    public class Unsealed
    {
        public int Value { get; init; }
    }

    private sealed class LooksConstant(int[] values)
    {
        public int[] Values { get; } = values;
    }

    private static readonly IComparable[] s_comparables = [1, "one"];

    [Fact]
    public void UnmanagedValuesAndReferencesToConstantsAreTaken()
    {
        RoutineThread<int> thread = RoutineThread.Start(() => Good(
            new Plain(1, DayOfWeek.Monday), (2, 3L), new Constant(4) { Next = new Constant(5) }, [6, 7], "eight", 9.0));
        thread.Resume(default);
        Assert.Equal(1 + 2 + 3 + 4 + 5 + 6 + 7 + 5 + 9, thread.Result);
    }

    public static TheoryData<string, string> BadSamples => new()
    {
        { nameof(Array), "'values'" },
        { nameof(StructWithAReference), "'holder'" },
        { nameof(MutableClass), "Variable" },
        { nameof(UnsealedClass), "Unsealed" },
        { nameof(ConstantWithAnArray), "'Values'" },
        { nameof(MutableElements), "Variable" },
        { nameof(DelegateField), "Func" },
        { nameof(Capture), "not read-only" },
        { nameof(KeepsARoutine), "not awaited where it is called" },
        { nameof(AwaitsATask), "TaskAwaiter" },
        { nameof(InterfaceField), "IComparable" },
        { nameof(PointerField), "pointer" },
    };

    [Theory]
    [MemberData(nameof(BadSamples))]
    public void WhatCopiesCouldShareAndChangeIsRefusedAtFirstSight(string sample, string reason)
    {
        var thrown = Assert.Throws<NotSupportedException>(() => RoutineThread.Start(() => sample switch
        {
            nameof(Array) => Array([1]),
            nameof(StructWithAReference) => StructWithAReference(new HoldsAnArray([1])),
            nameof(MutableClass) => MutableClass(new Variable()),
            nameof(UnsealedClass) => UnsealedClass(new Unsealed()),
            nameof(ConstantWithAnArray) => ConstantWithAnArray(new LooksConstant([1])),
            nameof(MutableElements) => MutableElements([new Variable()]),
            nameof(DelegateField) => DelegateField(() => 1),
            nameof(Capture) => Capture(),
            nameof(KeepsARoutine) => KeepsARoutine(),
            nameof(AwaitsATask) => AwaitsATask(),
            nameof(InterfaceField) => InterfaceField(s_comparables[0]),
            _ => PointerField(),
        }));
        Assert.Contains(reason, thrown.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be a routine", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', thrown.Message);
    }

    [Fact]
    public void AClassStateMachineIsRefused()
    {
        var thrown = Assert.Throws<NotSupportedException>(() => RoutineThread.Start(() =>
        {
            var machine = new ClassMachine();
            machine.Builder.Start(ref machine);
            return machine.Builder.Task;
        }));
        Assert.Contains("is a class", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARefusedCalleeSurfacesInItsCaller()
    {
        RoutineThread thread = RoutineThread.Start(CallsABadOne);
        Assert.Throws<NotSupportedException>(() => thread.Resume(default));
    }

    private static async Routine<int> Good(
        Plain plain, (int A, long B) pair, Constant constant, ImmutableArray<int> values, string text, double number)
    {
        await Operation.Load(0);
        return plain.Number + pair.A + (int)pair.B + constant.Value + constant.Next!.Value + values.Sum() + text.Length
            + (int)number;
    }

    private static async Routine<int> Array(int[] values)
    {
        await Operation.Load(0);
        return values[0];
    }

    private static async Routine<int> StructWithAReference(HoldsAnArray holder)
    {
        await Operation.Load(0);
        return holder.Values[0];
    }

    private static async Routine<int> MutableClass(Variable variable)
    {
        await Operation.Load(0);
        return variable.Value++;
    }

    private static async Routine<int> UnsealedClass(Unsealed unsealed)
    {
        await Operation.Load(0);
        return unsealed.Value;
    }

    private static async Routine<int> ConstantWithAnArray(LooksConstant constant)
    {
        await Operation.Load(0);
        return constant.Values[0];
    }

    private static async Routine<int> MutableElements(ImmutableArray<Variable> variables)
    {
        await Operation.Load(0);
        return variables[0].Value;
    }

    private static async Routine<int> DelegateField(Func<int> function)
    {
        await Operation.Load(0);
        return function();
    }

    private static Routine<int> Capture()
    {
        int captured = 0;
        async Routine<int> Lambda()
        {
            await Operation.Load(0);
            return captured++;
        }

        Func<Routine<int>> function = Lambda;
        return function();
    }

    private static async Routine<int> KeepsARoutine()
    {
        Routine<int> kept = CallsNothing();
        await Operation.Load(0);
        return await kept;
    }

    private static async Routine<int> CallsNothing()
    {
        await Operation.Load(0);
        return 0;
    }

    private static async Routine<int> AwaitsATask() => await Task.FromResult(1);

    private static async Routine<int> InterfaceField(IComparable comparable)
    {
        await Operation.Load(0);
        return comparable.CompareTo(1);
    }

    private readonly unsafe struct HoldsAPointer(byte* pointer)
    {
        public byte* Pointer { get; } = pointer;

        public bool IsNull => Pointer == null;
    }

    private static async Routine<int> PointerField()
    {
        HoldsAPointer pointer = default;
        await Operation.Load(0);
        return pointer.IsNull ? 1 : 0;
    }

    private static async Routine CallsABadOne()
    {
        await Operation.Load(0);
        await Array([1]);
    }

    private sealed class ClassMachine : IAsyncStateMachine
    {
        public RoutineMethodBuilder Builder { get; } = RoutineMethodBuilder.Create();

        public void MoveNext() => throw new InvalidOperationException("a refused machine must not run");

        public void SetStateMachine(IAsyncStateMachine stateMachine)
        {
        }
    }
}
