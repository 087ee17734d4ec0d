using System.Globalization;
using Clef.Core;

namespace Clef.Eeg.Experiments;

/// <summary>Numbers of the command line.</summary>
internal static class Numbers
{
    public static int Whole(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new ClefException(name, null, text, "a whole number from 0");

    public static double Real(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
            ? value
            : throw new ClefException(name, null, text, "a number");
}
