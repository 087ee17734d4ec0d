namespace Clef.Ecg.Network;

/// <summary>
/// What a head reads off the encoder for one window. A mean over time hardly tells a regular rhythm from an irregular one; the deviations over time of
/// the stages, each of which sees another stretch of signal (a few milliseconds to the whole window), do.
/// </summary>
public enum EcgFeatures
{
    /// <summary>The embedding: the mean over time of the last stage.</summary>
    Embedding,

    /// <summary>The embedding, then the standard deviation over time of the last stage.</summary>
    Deviations,

    /// <summary>Of every stage in order its mean and then its standard deviation over time.</summary>
    Stages,

    /// <summary>Of every stage in order its mean, its standard deviation over time, and how regularly it repeats at lags of an RR interval.</summary>
    Rhythm,
}
