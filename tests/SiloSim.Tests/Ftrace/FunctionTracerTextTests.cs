using SiloSim.Ftrace;

namespace SiloSim.Tests.Ftrace;

public sealed class FunctionTracerTextTests
{
    [Fact]
    public void EntriesOfAllProcessorsAreMergedByTimeThenByProcessorThenAsTheyCome()
    {
        FunctionTracerEntry[] entries =
        [
            new(123_456_789, 1, 0x8c00_1010, 0x8c00_2010), new(123_456_790, 1, 0x8c00_2010, 0x8c00_3000),
            new(123_456_790, 1, 0x8c00_1010, 0x8c00_2010), new(7, 0, 0x8c00_1010, 0x8c00_2010, InNmi: true),
            new(123_456_790, 0, 0x8c00_2010, 0x8c00_1010),
        ];
        using var text = new StringWriter { NewLine = "\r\n" };
        FunctionTracerText.Write(text, "trace", 2, entries, 9, address => address switch
        {
            0x8c00_1010 => "fib",
            0x8c00_2010 => "work",
            _ => null,
        });
        Assert.Equal(
            """
            # tracer: function
            #
            # entries-in-buffer/entries-written: 5/9   #P:2
            #
            #                                _-----=> irqs-off/BH-disabled
            #                               / _----=> need-resched
            #                              | / _---=> hardirq/softirq
            #                              || / _--=> preempt-depth
            #                              ||| / _-=> migrate-disable
            #                              |||| /     delay
            #           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION
            #              | |         |   |||||     |         |
                       trace-0       [000] d.Z..     0.000007: fib <-work
                       trace-0       [001] .....   123.456789: fib <-work
                       trace-0       [000] .....   123.456790: work <-fib
                       trace-0       [001] .....   123.456790: work <-0x8c003000
                       trace-0       [001] .....   123.456790: fib <-work

            """.ReplaceLineEndings("\n"),
            text.ToString());
    }
}
