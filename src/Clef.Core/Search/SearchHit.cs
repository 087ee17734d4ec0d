namespace Clef.Core.Search;

/// <summary>One answer of a search.</summary>
/// <param name="Id">The vector's identifier: a session, a recording.</param>
/// <param name="Similarity">Cosine of query and vector, exact to single precision.</param>
public readonly record struct SearchHit(string Id, float Similarity);
