using Clef.Eeg.Runs;
using Clef.Learning.Training;

namespace Clef.Cli.Eeg;

/// <summary>Runs a training with its progress on stderr and says how it ended.</summary>
internal static class TrainingOutcome
{
    /// <summary>The exit code: 0 where the training is finished, 130 where it was interrupted.</summary>
    public static int Show(Func<Action<TrainingProgress>, (TrainingEnd End, string? Model)> train)
    {
        var progress = new StepProgress();
        (TrainingEnd end, string? model) = train(p => progress.Step(p.Step, p.Steps, p.Loss));
        progress.End();
        if (end == TrainingEnd.Interrupted)
        {
            Console.Error.WriteLine("clef: stopped; a checkpoint was written, the same command goes on from it");
            return 130;
        }

        Console.WriteLine(FormattableString.Invariant($"{model ?? "done"}: {progress.Seconds:0.0} s"));
        return 0;
    }
}
