using Clef.Core;

namespace Clef.Eeg.Tokenizer;

/// <summary>The sizes of a tokenizer (eeg-model 3 and 12). Nothing here knows of the tensor engine.</summary>
public sealed record TokenizerConfig
{
    /// <summary>Name of the size.</summary>
    public string Name { get; init; } = "tiny";

    /// <summary>EEG channels, the image channels of the convolutions.</summary>
    public int Channels { get; init; } = 19;

    /// <summary>Frequencies of a session.</summary>
    public int Bins { get; init; } = 128;

    /// <summary>Frequencies in a token: 16 for a grid of 8 rows, 8 for one of 16.</summary>
    public int PatchBins { get; init; } = 16;

    /// <summary>Frames in a token: 5 with 8 rows, 10 with 16; both give 2,048 tokens for 1,280 frames.</summary>
    public int PatchFrames { get; init; } = 5;

    /// <summary>Width of the convolutions at the finest level.</summary>
    public int Width { get; init; } = 32;

    /// <summary>Factor of the width at each level; between two levels the frequency axis is halved, so the stem takes PatchBins / 2^(levels - 1) bins at once.</summary>
    public int[] Multipliers { get; init; } = [1, 2, 4];

    /// <summary>Residual blocks in each level.</summary>
    public int Blocks { get; init; } = 1;

    /// <summary>Codes in the book.</summary>
    public int Codes { get; init; } = 8192;

    /// <summary>Numbers in a code.</summary>
    public int CodeWidth { get; init; } = 32;

    /// <summary>Share of the codes' moving averages that stays at each step.</summary>
    public double CodeDecay { get; init; } = 0.99;

    /// <summary>
    /// Share of the average of use that stays at each step, by which a code is judged alive. Long, since a code for what is rare (a seizure) is to outlive
    /// the batches that have none.
    /// </summary>
    public double UseDecay { get; init; } = 0.99;

    /// <summary>A code used less than this share of the mean use is dead and takes the place of a token of the batch.</summary>
    public double DeadShare { get; init; } = 0.03;

    /// <summary>Rows of the token grid.</summary>
    public int Rows => Bins / PatchBins;

    /// <summary>Bins that the stem takes at once.</summary>
    public int StemBins => PatchBins >> (Multipliers.Length - 1);

    /// <summary>Columns of the token grid for a number of frames, the last one filled up.</summary>
    public int Columns(int frames) => (frames + PatchFrames - 1) / PatchFrames;

    /// <summary>The same, if it makes sense.</summary>
    /// <exception cref="ClefException">A size is impossible.</exception>
    public TokenizerConfig Checked(string source)
    {
        Require(Channels is >= 1 and <= 1024, nameof(Channels), Channels, "1 to 1,024");
        Require(PatchBins >= 1 && Bins >= PatchBins && Bins % PatchBins == 0, nameof(PatchBins), PatchBins, $"a divisor of {Bins}");
        Require(PatchFrames is >= 1 and <= 1280, nameof(PatchFrames), PatchFrames, "1 to 1,280");
        Require(Multipliers.Length >= 1 && Multipliers.All(m => m >= 1) && PatchBins % (1 << (Multipliers.Length - 1)) == 0,
            nameof(Multipliers), string.Join(' ', Multipliers), $"positive factors, one level more than {PatchBins} can be halved at most");
        Require(Width >= 1 && Blocks >= 1 && CodeWidth >= 1, nameof(Width), $"{Width}, {Blocks} blocks, codes of {CodeWidth}", "positive sizes");
        Require(Codes is >= 2 and <= 1 << 20, nameof(Codes), Codes, "2 to 1,048,576");
        Require(CodeDecay is >= 0 and < 1 && UseDecay is >= 0 and < 1 && DeadShare is >= 0 and < 1, nameof(CodeDecay), $"{CodeDecay}, {DeadShare}", "shares from 0 to below 1");
        return this;

        void Require(bool holds, string field, object value, string expected)
        {
            if (!holds)
            {
                throw new ClefException(source, field, value, expected);
            }
        }
    }
}
