using System.Text;
using SiloSim.CommandLine;
using SiloSim.CommandLine.Rendering;

namespace SiloSim.Cluster.Tests.CommandLine;

/// <summary>Lines that a person sees while a run goes on.</summary>
public class RenderingTests
{
    [Fact]
    public void AGuestsOutputIsWholeLinesThatCannotMoveTheCursor()
    {
        List<string> lines = [];
        var output = new GuestOutput(lines.Add);
        output.Add("he"u8.ToArray());
        output.Add("llo\r\n\x1b[2Jevil\n"u8.ToArray());
        byte[] euro = Encoding.UTF8.GetBytes("€");
        output.Add(euro[..1]);
        output.Add(euro[1..]);
        output.End();
        output.End();
        Assert.Equal(["guest: hello", "guest: ?[2Jevil", "guest: €"], lines);
    }

    [Fact]
    public void ALineWithoutEndIsCut()
    {
        List<string> lines = [];
        new GuestOutput(lines.Add).Add(new byte[2500]);
        Assert.Equal(2, lines.Count);
        Assert.All(lines, line => Assert.Equal("guest: ".Length + 1000, line.Length));
    }

    [Fact]
    public void APlainViewSpeaksAtOnceEachTenthAndWhenItWasSilentForLong()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var time = new StoppedTime();
        var view = new PlainView(Terminal.Plain(writer), time);
        foreach (double part in (double[])[0, 0.05, 0.11, 0.15, 0.19, 0.5])
        {
            view.Show(part, "working");
        }
        time.Seconds = 6;
        view.Show(0.51, "slow");
        view.Show(0.52, "slow");
        view.Show(1, "ready");
        Assert.Equal(
            ["  0 %  working", " 11 %  working", " 50 %  working", " 51 %  slow", "100 %  ready", ""],
            writer.ToString().Split('\n'));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(9_999, "9,999")]
    [InlineData(12_345, "12.3 thousand")]
    [InlineData(1_234_567, "1.23 million")]
    [InlineData(123_456_789_000, "123 billion")]
    public void NumbersForPeople(double number, string text) => Assert.Equal(text, Quantity.Short(number));

    [Theory]
    [InlineData(null, "not measured")]
    [InlineData(0.5, "0.50 us")]
    [InlineData(42.0, "42.0 us")]
    [InlineData(1500.0, "1.50 ms")]
    [InlineData(2_500_000.0, "2.50 s")]
    public void TimesForPeople(double? microseconds, string text) => Assert.Equal(text, Quantity.Time(microseconds));

    private sealed class StoppedTime : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
