using CsCheck;
using SiloSim.Grains.Moving;

namespace SiloSim.Tests.Grains;

public sealed class SpreadingTests
{
    [Fact]
    public void AfterTheMovesSilosHaveTheSameNumberOrOneMore() => Gen.Select(
        Gen.Int[0, 5].Array[1, 40], Gen.Int[0, 5].HashSet[1, 5]).Sample((siloOfCpu, silos) =>
        {
            int[] after = Apply(siloOfCpu, Spreading.Plan(siloOfCpu, [.. silos]));
            int[] counts = [.. silos.Select(silo => after.Count(own => own == silo))];
            Assert.All(after, silo => Assert.Contains(silo, silos));
            Assert.True(counts.Max() - counts.Min() <= 1);
        });

    [Fact]
    public void OnlyTheHomelessMoveWhenASiloLeaves() => Gen.Select(
        Gen.Int[0, 5].Array[1, 40], Gen.Int[0, 5].HashSet[1, 5]).Sample((siloOfCpu, silos) =>
        {
            IReadOnlyList<(int Cpu, int Silo)> moves = Spreading.Plan(siloOfCpu, [.. silos], onlyHomeless: true);
            Assert.Equal(
                Enumerable.Range(0, siloOfCpu.Length).Where(cpu => !silos.Contains(siloOfCpu[cpu])),
                moves.Select(static move => move.Cpu).Order());
            Assert.All(Apply(siloOfCpu, moves), silo => Assert.Contains(silo, silos));
        });

    [Fact]
    public void NobodyMovesWhereAllIsEven() => Assert.Empty(Spreading.Plan([0, 1, 2, 0, 1], [0, 1, 2]));

    private static int[] Apply(int[] siloOfCpu, IReadOnlyList<(int Cpu, int Silo)> moves)
    {
        int[] after = [.. siloOfCpu];
        foreach ((int cpu, int silo) in moves)
        {
            after[cpu] = silo;
        }
        return after;
    }
}
