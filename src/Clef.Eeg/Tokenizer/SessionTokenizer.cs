using Clef.Core;
using Clef.Eeg.Sessions;
using Clef.Tensors;
using Clef.Tensors.Distributed;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Tokenizer;

/// <summary>
/// The tokenizer of EEG sessions: a VQGAN over all channels jointly (Esser and others, 2021; eeg-model 3). Levels (batch, 19, 128, time) become codes
/// (batch, row, column) and come back.
/// </summary>
public sealed class SessionTokenizer : Module
{
    private readonly TokenizerEncoder _encoder;
    private readonly TokenSpread _spread;
    private readonly TokenizerDecoder _decoder;

    /// <summary>Makes the networks with random weights.</summary>
    /// <exception cref="ClefException">A size is impossible.</exception>
    public SessionTokenizer(TokenizerConfig config)
    {
        Config = config.Checked("tokenizer");
        _encoder = Register("encoder", new TokenizerEncoder(config));
        _spread = Register("spread", new TokenSpread(config.CodeWidth));
        Codebook = Register("codebook", new Codebook(config));
        _decoder = Register("decoder", new TokenizerDecoder(config));
    }

    /// <summary>The sizes.</summary>
    public TokenizerConfig Config { get; }

    /// <summary>The codes.</summary>
    public Codebook Codebook { get; }

    /// <summary>The other processes, whose tokens move mean and codes too; null where there are none.</summary>
    public ProcessGroup? Group
    {
        set => _spread.Group = Codebook.Group = value;
    }

    internal TokenizerDecoder Decoder => _decoder;

    /// <summary>Encodes and quantises.</summary>
    /// <param name="levels">(batch, channel, frequency, time), time a multiple of a token's frames.</param>
    /// <param name="valid">(batch, channel, time) of 0 and 1. What is not valid is set to 0 here, whatever it was.</param>
    public Quantisation Encode(Tensor levels, Tensor valid)
    {
        if (levels.Rank != 4 || levels.Size(1) != Config.Channels || levels.Size(2) != Config.Bins || levels.Size(3) % Config.PatchFrames != 0)
        {
            throw new ClefException("tokenizer", "levels", levels.Description, $"(batch, {Config.Channels}, {Config.Bins}, a multiple of {Config.PatchFrames})");
        }

        // A product would let NaN through where a mask is 0; filling does not.
        Tensor seen = levels.MaskedFill(valid.Unsqueeze(2) < 0.5, 0);
        Tensor columns = Columns(valid);
        return Codebook.Forward(_spread.Forward(_encoder.Forward(seen, columns), columns), columns);
    }

    /// <summary>Codes (batch, code width, row, column) back to levels (batch, channel, frequency, time).</summary>
    public Tensor Decode(Tensor codes, Tensor columns) => _decoder.Levels(_decoder.Hidden(codes, columns), _decoder.Last.Weight, _decoder.Last.Bias);

    /// <summary>Which columns of tokens count: those with a valid frame of any channel. (batch, channel, time) to (batch, 1, 1, column).</summary>
    public Tensor Columns(Tensor valid)
    {
        using var scope = new TensorScope();
        Tensor time = valid.Max(1).Values; // (batch, time)
        return scope.Return(time.Reshape(valid.Size(0), 1, 1, valid.Size(2) / Config.PatchFrames, Config.PatchFrames).Max(4).Values);
    }

    /// <summary>Sessions of one length as tensors: levels (batch, channel, frequency, time) and validity (batch, channel, time).</summary>
    public static (Tensor Levels, Tensor Valid) Batch(IReadOnlyList<SessionCrop> crops)
    {
        SessionCrop first = crops[0];
        var values = new float[crops.Count * first.Values.Length];
        var valid = new float[crops.Count * first.Valid.Length];
        for (int i = 0; i < crops.Count; i++)
        {
            crops[i].Values.CopyTo(values.AsSpan(i * first.Values.Length));
            crops[i].Valid.CopyTo(valid.AsSpan(i * first.Valid.Length));
        }

        return (Tensor.From(values, crops.Count, first.Channels, first.Bins, first.Frames), Tensor.From(valid, crops.Count, first.Channels, first.Frames));
    }
}
