namespace Clef.Clinical.Codes;

/// <summary>How far an ICD code is rolled up.</summary>
public enum IcdDepth
{
    /// <summary>One of 22 chapters of ICD-10 (<c>9</c>: circulatory).</summary>
    Chapter,

    /// <summary>A block within the chapter (<c>I30-I5A</c>).</summary>
    Block,

    /// <summary>The category: three characters (<c>I48</c>), for ICD-9 E codes four.</summary>
    Category,

    /// <summary>The code as given, without its point.</summary>
    Full,
}

/// <summary>A chapter or block.</summary>
/// <param name="Code">The chapter's number or the block's range.</param>
/// <param name="First">The first category.</param>
/// <param name="Last">The last category.</param>
/// <param name="Title">A short title in English.</param>
public sealed record IcdGroup(string Code, string First, string Last, string Title);
