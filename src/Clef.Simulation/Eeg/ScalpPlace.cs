using System.Numerics;

namespace Clef.Simulation.Eeg;

/// <summary>A side of the head.</summary>
public enum Side
{
    /// <summary>Left.</summary>
    Left,

    /// <summary>Right.</summary>
    Right,

    /// <summary>Neither, or both alike.</summary>
    Midline,
}

/// <summary>A lobe as EEG readers name it.</summary>
public enum Region
{
    /// <summary>Frontal.</summary>
    Frontal,

    /// <summary>Temporal.</summary>
    Temporal,

    /// <summary>Central.</summary>
    Central,

    /// <summary>Parietal.</summary>
    Parietal,

    /// <summary>Occipital.</summary>
    Occipital,
}

/// <summary>A place of the cortex in reader's terms, with the source that stands for it.</summary>
/// <param name="Side">The side.</param>
/// <param name="Region">The lobe.</param>
public readonly record struct ScalpPlace(Side Side, Region Region)
{
    /// <summary>The vertex, seat of the sleep transients and of generalised discharges.</summary>
    public static ScalpPlace Vertex { get; } = new(Side.Midline, Region.Central);

    /// <summary>The middle of the frontal lobes.</summary>
    public static ScalpPlace MidFrontal { get; } = new(Side.Midline, Region.Frontal);

    /// <summary>The same lobe on the other side.</summary>
    public ScalpPlace Mirrored => this with { Side = Side switch { Side.Left => Side.Right, Side.Right => Side.Left, _ => Side.Midline } };

    /// <summary>In words, such as <c>left temporal</c>.</summary>
    public override string ToString() => $"{Side} {Region}".ToLowerInvariant();

    /// <summary>The direction of the place from the centre of the head: x right, y front, z up; unit length.</summary>
    public Vector3 Direction
    {
        get
        {
            Vector3 right = Region switch
            {
                Region.Frontal => new(0.48f, 0.70f, 0.53f),
                Region.Temporal => new(0.92f, 0.25f, 0.20f),
                Region.Central => new(0.58f, 0.0f, 0.81f),
                Region.Parietal => new(0.48f, -0.62f, 0.62f),
                _ => new(0.30f, -0.90f, 0.31f),
            };
            float x = Side switch { Side.Left => -right.X, Side.Right => right.X, _ => 0 };
            return Vector3.Normalize(right with { X = x });
        }
    }
}
