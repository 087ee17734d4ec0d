using Clef.Tensors;

namespace Clef.Eeg.Text;

/// <summary>Cuts a text into pieces of a vocabulary.</summary>
public interface IPieceTokenizer
{
    /// <summary>Pieces in the vocabulary.</summary>
    int Count { get; }

    /// <summary>The piece that fills up.</summary>
    int Padding { get; }

    /// <summary>The pieces of a text with the vocabulary's marks of beginning and end, at most <paramref name="most"/> of them.</summary>
    int[] Pieces(string text, int most);
}

/// <summary>
/// A frozen text encoder that the text branch can stand on: anything that gives a state for each piece. Its weights are never trained and never stored with
/// the model; the model names it by its digest.
/// </summary>
public interface IFrozenTextEncoder : IDisposable
{
    /// <summary>Its vocabulary.</summary>
    IPieceTokenizer Tokenizer { get; }

    /// <summary>Width of a state.</summary>
    int Width { get; }

    /// <summary>Digest of its weights.</summary>
    string Digest { get; }

    /// <summary>States of pieces, without gradient: i64 (batch, piece) and bool (batch, piece), true for padding, to (batch, piece, width).</summary>
    Tensor States(Tensor pieces, Tensor padding);
}
