namespace Clef.Signals.Formats.Wfdb;

/// <summary>The annotation codes of the WFDB library (ecgcodes.h) and their mnemonics.</summary>
public static class WfdbAnnotationCodes
{
    /// <summary>The largest annotation code; larger values in a file are not marks but fields of one.</summary>
    public const int Largest = 49;

    /// <summary>The code of a comment (<c>"</c>), whose auxiliary text is the comment.</summary>
    public const int Note = 22;

    private static readonly string[] Symbols =
    [
        " ", "N", "L", "R", "a", "V", "F", "J", "A", "S", "E", "j", "/", "Q", "~", "[15]", "|", "[17]", "s", "T",
        "*", "D", "\"", "=", "p", "B", "^", "t", "+", "u", "?", "!", "[", "]", "e", "n", "@", "x", "f", "(",
        ")", "r", "[42]", "[43]", "[44]", "[45]", "[46]", "[47]", "[48]", "[49]",
    ];

    /// <summary>The mnemonic of a code; codes without one are shown as their number in brackets.</summary>
    public static string Symbol(int code) => code is >= 0 and <= Largest ? Symbols[code] : $"[{code}]";

    /// <summary>The code of a mnemonic; null where there is none.</summary>
    public static int? Code(string symbol) => Array.IndexOf(Symbols, symbol) is >= 0 and var code ? code : null;

    /// <summary>True for codes that mark a QRS complex (the isqrs table of ecgmap.h).</summary>
    public static bool IsBeat(int code) => code is (>= 1 and <= 13) or 25 or 30 or 34 or 35 or 38 or 41;
}
