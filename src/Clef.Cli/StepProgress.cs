namespace Clef.Cli;

/// <summary>How far a training run is: step, loss, rate, time left.</summary>
internal sealed class StepProgress : ProgressLine
{
    private (long Step, double Seconds)? _first;

    /// <summary>A step of training.</summary>
    public void Step(long step, long steps, double loss)
    {
        double now = Seconds;
        _first ??= (step, now);
        double rate = (step - _first.Value.Step) / Math.Max(1e-9, now - _first.Value.Seconds);
        string left = rate > 0 ? FormattableString.Invariant($", {rate:0.00} steps/s, {TimeSpan.FromSeconds((steps - step) / rate):h\\:mm\\:ss} left") : "";
        Show(FormattableString.Invariant($"step {step} of {steps}, loss {loss:0.0000}{left}"), step == steps);
    }
}
