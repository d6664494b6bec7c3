using CsCheck;
using SiloSim.Sh4;

namespace SiloSim.Tests.Sh4;

public sealed class ArithmeticTests
{
    /// <summary>"MAC.L": 64 bits, or with S clamped to 48 bits.</summary>
    [Fact]
    public void MacLongEqualsWideArithmetic()
    {
        var m = new TestMachine("mac.l @r1+,@r2+");
        Gen.Select(Gen.Int, Gen.Int, Gen.Long, Gen.Bool).Sample((a, b, mac, s) =>
        {
            m.State.Sr = StatusRegister.MdBit | (s ? StatusRegister.SBit : 0);
            m.Put(TestMachine.Data, BitConverter.GetBytes(a));
            m.Put(TestMachine.Data + 8, BitConverter.GetBytes(b));
            (m.State.Mach, m.State.Macl) = ((uint)(mac >> 32), (uint)mac);
            (m.State.Pc, m.State[1], m.State[2]) = (TestMachine.Text, TestMachine.Data, TestMachine.Data + 8);
            m.Run(1);
            Int128 sum = (Int128)mac + ((Int128)a * b);
            long expected = s ? (long)Int128.Clamp(sum, -(1L << 47), (1L << 47) - 1) : unchecked((long)sum);
            return (((ulong)m.State.Mach << 32) | m.State.Macl) == (ulong)expected
                && m.State[1] == TestMachine.Data + 4 && m.State[2] == TestMachine.Data + 12;
        }, threads: 1);
    }

    /// <summary>"MAC.W": 64 bits, or with S 32 bits in MACL, MACH becoming 1 on overflow.</summary>
    [Fact]
    public void MacWordEqualsWideArithmetic()
    {
        var m = new TestMachine("mac.w @r1+,@r2+");
        Gen.Select(Gen.Short, Gen.Short, Gen.Long, Gen.Bool).Sample((a, b, mac, s) =>
        {
            m.State.Sr = StatusRegister.MdBit | (s ? StatusRegister.SBit : 0);
            m.Put(TestMachine.Data, BitConverter.GetBytes(a));
            m.Put(TestMachine.Data + 8, BitConverter.GetBytes(b));
            (m.State.Mach, m.State.Macl) = ((uint)(mac >> 32), (uint)mac);
            (m.State.Pc, m.State[1], m.State[2]) = (TestMachine.Text, TestMachine.Data, TestMachine.Data + 8);
            m.Run(1);
            long product = (long)a * b;
            long narrow = (int)mac + product;
            long clamped = Math.Clamp(narrow, int.MinValue, int.MaxValue);
            uint mach = clamped == narrow ? (uint)(mac >> 32) : 1;
            ulong expected = s ? ((ulong)mach << 32) | (uint)clamped : (ulong)mac + (ulong)product;
            return (((ulong)m.State.Mach << 32) | m.State.Macl) == expected
                && m.State[1] == TestMachine.Data + 2 && m.State[2] == TestMachine.Data + 10;
        }, threads: 1);
    }

    [Theory]
    [InlineData("mac.l @r1+,@r1+", 8u)]
    [InlineData("mac.w @r1+,@r1+", 4u)]
    public void MacWithOneRegisterReadsTwoOperandsInARow(string line, uint step)
    {
        var m = new TestMachine(line);
        m.Put(TestMachine.Data, step == 8 ? [6, 0, 0, 0, 7, 0, 0, 0] : [6, 0, 7, 0]);
        m.State[1] = TestMachine.Data;
        m.Run(1);
        Assert.Equal((42u, TestMachine.Data + step), (m.State.Macl, m.State[1]));
    }

    /// <summary>"DIV1", the examples of the manual: 64 by 32 bits unsigned.</summary>
    [Fact]
    public void ThirtyTwoStepsDivideUnsigned()
    {
        // r3:r2 / r1: as in the manual, the quotient's bits come through T into the low word.
        string[] text =
            ["div0u", .. Enumerable.Repeat(new[] { "rotcl r3", "div1 r1,r2" }, 32).SelectMany(x => x), "rotcl r3"];
        var m = new TestMachine(text);
        Gen.Select(Gen.UInt, Gen.UInt, Gen.UInt[1, uint.MaxValue]).Sample((high, low, divisor) =>
        {
            high %= divisor;
            (m.State.Pc, m.State[1], m.State[2], m.State[3]) = (TestMachine.Text, divisor, high, low);
            m.Run(text.Length);
            return m.State[3] == (uint)((((ulong)high << 32) | low) / divisor);
        }, threads: 1);
    }

    /// <summary>"DIV0S", the examples of the manual: 32 by 32 bits signed, truncated.</summary>
    [Fact]
    public void ThirtyTwoStepsDivideSigned()
    {
        string[] text =
        [
            "mov #0,r0", "mov r2,r3", "rotcl r3", "subc r3,r3", "subc r0,r2", "div0s r1,r3",
            .. Enumerable.Repeat(new[] { "rotcl r2", "div1 r1,r3" }, 32).SelectMany(x => x),
            "rotcl r2", "addc r0,r2",
        ];
        var m = new TestMachine(text);
        Gen.Select(Gen.Int, Gen.Int).Where(p => p.Item2 != 0 && p != (int.MinValue, -1)).Sample((dividend, divisor) =>
        {
            (m.State.Pc, m.State[1], m.State[2]) = (TestMachine.Text, (uint)divisor, (uint)dividend);
            m.Run(text.Length);
            return m.State[2] == (uint)(dividend / divisor);
        }, threads: 1);
    }

    [Fact]
    public void DynamicShiftsFollowTheManual()
    {
        var m = new TestMachine("shad r1,r2", "shld r1,r3");
        Gen.Select(Gen.UInt, Gen.Int[-70, 70]).Sample((value, amount) =>
        {
            (m.State.Pc, m.State[1], m.State[2], m.State[3]) = (TestMachine.Text, (uint)amount, value, value);
            m.Run(2);
            int low = amount & 31;
            uint arithmetic = amount >= 0 ? value << low : (uint)((long)(int)value >> (32 - low));
            uint logical = amount >= 0 ? value << low : (uint)((ulong)value >> (32 - low));
            return m.State[2] == arithmetic && m.State[3] == logical;
        }, threads: 1);
    }
}
