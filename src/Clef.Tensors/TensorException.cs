using Clef.Core;

namespace Clef.Tensors;

/// <summary>An operation on tensors that cannot be done; the text names the operation and the types and shapes it was given.</summary>
public sealed class TensorException : ClefException
{
    /// <summary>Creates an error from a finished sentence.</summary>
    public TensorException(string message, Exception? inner = null) : base(message, inner)
    {
    }
}
