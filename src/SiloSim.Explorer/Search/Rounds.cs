namespace SiloSim.Explorer.Search;

/// <summary>
/// Where workers meet that find nothing to take: the last one moves the search on, the others wait for it, or for what
/// those who still work will add.
/// </summary>
/// <param name="workers">How many there are.</param>
/// <param name="advance">Moves the search on when nobody works; false if it has come to its end.</param>
internal sealed class Rounds(int workers, Func<bool> advance)
{
    private const int Spins = 30;

    private readonly object _lock = new(); // Waited on, so no Lock.
    private int _idle;
    private volatile int _round;
    private volatile bool _isOver;

    /// <summary>Whether nobody takes anything more.</summary>
    public bool IsOver => _isOver;

    /// <summary>Lets workers take again. Called while there are none.</summary>
    public void Begin()
    {
        _idle = 0;
        _isOver = false;
    }

    /// <summary>Called by a worker that finds nothing to take.</summary>
    /// <returns>Whether there may be something now.</returns>
    public bool WaitForMore()
    {
        int round;
        lock (_lock)
        {
            _idle++;
            if (_idle == workers)
            {
                if (_isOver || !advance())
                {
                    End();
                    return false;
                }

                _idle = 0;
                _round++;
                Monitor.PulseAll(_lock);
                return true;
            }

            round = _round;
        }

        // A round is mostly short: to sleep and to be woken takes longer than what the others still have to do.
        var spin = default(SpinWait);
        while (!_isOver && round == _round && spin.Count < Spins)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        lock (_lock)
        {
            while (!_isOver && round == _round)
            {
                Monitor.Wait(_lock);
            }

            return !_isOver;
        }
    }

    /// <summary>Lets every worker end when it has done what it has taken.</summary>
    public void End()
    {
        _isOver = true;
        lock (_lock)
        {
            Monitor.PulseAll(_lock);
        }
    }
}
