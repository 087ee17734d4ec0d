using System.Text.Json;
using Clef.Core;
using Clef.Tensors;
using Clef.Tensors.Modules;
using Clef.Tensors.Weights;

namespace Clef.Eeg.Text.Frozen;

/// <summary>
/// A BERT- or T5-type text encoder from a local folder in the Hugging Face layout: <c>config.json</c>, <c>model.safetensors</c> or <c>pytorch_model.bin</c>,
/// and <c>vocab.txt</c> (word pieces, uncased) or <c>spiece.model</c> (SentencePiece unigram). Nothing in the folder is executed.
/// </summary>
public sealed class FrozenTextEncoder : IFrozenTextEncoder
{
    private readonly Module _module;
    private readonly Func<Tensor, Tensor, Tensor> _forward;

    private readonly int _longest;

    private FrozenTextEncoder(Module module, Func<Tensor, Tensor, Tensor> forward, IPieceTokenizer tokenizer, int width, int longest, string digest)
    {
        (_module, _forward, Tokenizer, Width, _longest, Digest) = (module, forward, tokenizer, width, longest, digest);
        _module.Evaluate();
        _module.SetRequiresGrad(false);
    }

    /// <inheritdoc/>
    public IPieceTokenizer Tokenizer { get; }

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public string Digest { get; }

    /// <summary>Opens a folder.</summary>
    /// <exception cref="ClefException">A file is missing, the kind is neither BERT nor T5, or weights do not match.</exception>
    public static FrozenTextEncoder Open(string folder)
    {
        string file = Path.Combine(folder, "config.json");
        if (!File.Exists(file) || new FileInfo(file).Length > 1_000_000)
        {
            throw new ClefException(folder, "config.json", null, "a folder in the Hugging Face layout with a configuration of at most 1 MB");
        }

        try
        {
            using JsonDocument config = JsonDocument.Parse(File.ReadAllBytes(file));
            var settings = new Settings(file, config.RootElement);
            string kind = settings.Text("model_type", "");
            return kind switch
            {
                "bert" => Bert(folder, settings),
                "t5" => T5(folder, settings),
                _ => throw new ClefException(file, "model_type", kind, "bert or t5"),
            };
        }
        catch (JsonException e)
        {
            throw new ClefException(file, null, null, $"readable JSON ({e.Message})", e);
        }
    }

    /// <inheritdoc/>
    public Tensor States(Tensor pieces, Tensor padding)
    {
        if (pieces.Size(1) > _longest)
        {
            throw new ClefException("text encoder", "pieces", pieces.Size(1), $"at most {_longest}, which the encoder has positions for");
        }

        using GradientMode.Restore mode = GradientMode.Disable();
        return _forward(pieces, padding);
    }

    /// <inheritdoc/>
    public void Dispose() => _module.Dispose();

    private static FrozenTextEncoder Bert(string folder, Settings settings)
    {
        settings.Require("hidden_act", "gelu", "gelu");
        settings.Require("position_embedding_type", "absolute", "absolute");
        var sizes = new BertSizes(
            settings.Number("vocab_size"), settings.Number("hidden_size"), settings.Number("num_hidden_layers"), settings.Number("num_attention_heads"),
            settings.Number("intermediate_size"), settings.Number("max_position_embeddings"), settings.Number("type_vocab_size", 2), settings.Real("layer_norm_eps", 1e-12));
        var module = new BertEncoder(sizes);
        string digest = Load(module, folder, "bert.", ["pooler.", "cls.", "embeddings.position_ids"]);
        return new FrozenTextEncoder(module, module.Forward, Fitting(folder, WordPieces.Read(Path.Combine(folder, "vocab.txt")), sizes.Vocabulary), sizes.Width, sizes.Positions, digest);
    }

    private static FrozenTextEncoder T5(string folder, Settings settings)
    {
        string form = settings.Text("feed_forward_proj", "relu");
        if (form is not ("relu" or "gated-gelu"))
        {
            throw new ClefException(settings.File, "feed_forward_proj", form, "relu or gated-gelu");
        }

        var sizes = new T5Sizes(
            settings.Number("vocab_size"), settings.Number("d_model"), settings.Number("d_kv"), settings.Number("num_layers"), settings.Number("num_heads"), settings.Number("d_ff"),
            settings.Number("relative_attention_num_buckets", 32), settings.Number("relative_attention_max_distance", 128), form == "gated-gelu", settings.Real("layer_norm_epsilon", 1e-6));
        var module = new T5Encoder(sizes);
        string digest = Load(module, folder, "", ["decoder.", "lm_head.", "encoder.embed_tokens.weight"]);
        return new FrozenTextEncoder(module, module.Forward, Fitting(folder, UnigramPieces.Read(Path.Combine(folder, "spiece.model")), sizes.Vocabulary), sizes.Width, int.MaxValue, digest);
    }

    /// <summary>Loads strictly, but for parts that an encoder does not have: heads and decoder, named here.</summary>
    private static string Load(Module module, string folder, string prefix, string[] others)
    {
        string safe = Path.Combine(folder, "model.safetensors"), pytorch = Path.Combine(folder, "pytorch_model.bin");
        using WeightFile file = WeightFile.Open(File.Exists(safe) || !File.Exists(pytorch) ? safe : pytorch);
        WeightEntry[] own =
        [
            .. file.Entries.Select(e => prefix.Length > 0 && e.Name.StartsWith(prefix, StringComparison.Ordinal) ? e.Renamed(e.Name[prefix.Length..]) : e)
                .Where(e => !others.Any(o => e.Name.StartsWith(o, StringComparison.Ordinal))),
        ];
        return ModuleWeights.Load(module, own, file.Name).Digest;
    }

    private static IPieceTokenizer Fitting(string folder, IPieceTokenizer tokenizer, int vocabulary) => tokenizer.Count <= vocabulary
        ? tokenizer
        : throw new ClefException(folder, "pieces", tokenizer.Count, $"at most {vocabulary}, the model's vocabulary");

    private sealed class Settings(string file, JsonElement root)
    {
        public string File => file;

        public int Number(string name, int? fallback = null) =>
            root.TryGetProperty(name, out JsonElement value) && value.TryGetInt32(out int number) && number is >= 1 and <= 10_000_000 ? number
            : fallback ?? throw new ClefException(file, name, root.TryGetProperty(name, out JsonElement found) ? found.ToString() : null, "a whole number above 0");

        public double Real(string name, double fallback) => root.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : fallback;

        public string Text(string name, string fallback) => root.TryGetProperty(name, out JsonElement value) ? value.ToString() : fallback;

        public void Require(string name, string expected, string fallback)
        {
            if (Text(name, fallback) != expected)
            {
                throw new ClefException(file, name, Text(name, fallback), expected);
            }
        }
    }
}
