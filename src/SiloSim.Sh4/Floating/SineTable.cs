namespace SiloSim.Sh4;

/// <summary>The sine and the cosine of FSCA: singles nearest to the true values, the same on every host.</summary>
/// <remarks>
/// Source: SH-4 software manual, "FSCA": the angle is FPUL's lower 16 bits as a fraction of a turn. Its table holds a
/// quarter of a turn, made of products and sums alone, since the host's sine is not the same everywhere.
/// </remarks>
internal static class SineTable
{
    private const int Quarter = 0x4000;
    private static readonly float[] s_quarter = Make();

    /// <summary>The sine of an angle, as bits.</summary>
    /// <param name="angle">In 65,536ths of a turn; the upper 16 bits, whole turns, do not matter.</param>
    public static uint Sine(uint angle)
    {
        int within = (int)(angle & (Quarter - 1));
        bool falling = (angle & Quarter) != 0;
        bool negative = (angle & (2 * Quarter)) != 0;
        float sine = s_quarter[falling ? Quarter - within : within];
        return BitConverter.SingleToUInt32Bits(negative && sine != 0 ? -sine : sine);
    }

    /// <summary>The cosine of an angle, as bits.</summary>
    /// <param name="angle">As for the sine.</param>
    public static uint Cosine(uint angle) => Sine(angle + Quarter);

    private static float[] Make()
    {
        var quarter = new float[Quarter + 1];
        for (int i = 0; i <= Quarter / 2; i++)
        {
            double x = i * (Math.PI / 2 / Quarter);
            quarter[i] = (float)Series(x, x, 1);
            quarter[Quarter - i] = (float)Series(x, 1, 0);
        }
        return quarter;
    }

    /// <summary>Taylor's series of sine (first term x) or cosine (first term 1), for x up to an eighth of a turn.</summary>
    private static double Series(double x, double term, int power)
    {
        double sum = 0;
        for (int i = 0; i < 12; i++)
        {
            sum += term;
            term *= -(x * x) / ((power + 1) * (power + 2));
            power += 2;
        }
        return sum;
    }
}
