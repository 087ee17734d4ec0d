using System.Numerics;

namespace Clef.Simulation.Ecg;

/// <summary>The rhythm at the recording.</summary>
public enum EcgRhythm
{
    /// <summary>Sinus rhythm of any rate.</summary>
    Sinus,

    /// <summary>Atrial fibrillation.</summary>
    AtrialFibrillation,

    /// <summary>Typical atrial flutter.</summary>
    AtrialFlutter,

    /// <summary>Second-degree block of the Wenckebach type.</summary>
    Wenckebach,

    /// <summary>Second-degree block that drops every other beat.</summary>
    TwoToOneBlock,

    /// <summary>Complete block with a ventricular escape rhythm.</summary>
    CompleteBlock,
}

/// <summary>The site of an old infarction.</summary>
public enum InfarctSite
{
    /// <summary>None.</summary>
    None,

    /// <summary>Inferior wall.</summary>
    Inferior,

    /// <summary>Anterior wall.</summary>
    Anterior,

    /// <summary>Lateral wall.</summary>
    Lateral,
}

/// <summary>The latent state of a heart at the recording. Vectors are in Frank's axes: x left, y down, z back; millivolts.</summary>
public sealed record EcgPhysiology
{
    /// <summary>The rhythm.</summary>
    public required EcgRhythm Rhythm { get; init; }

    /// <summary>Mean ventricular rate aimed at, beats a minute (the atrial rate where conduction is blocked).</summary>
    public required double Rate { get; init; }

    /// <summary>Depth of respiratory sinus arrhythmia as a share of the RR interval.</summary>
    public required double RespiratoryVariation { get; init; }

    /// <summary>PR interval, milliseconds.</summary>
    public required double PrMilliseconds { get; init; }

    /// <summary>QRS duration, milliseconds.</summary>
    public required double QrsMilliseconds { get; init; }

    /// <summary>QT interval corrected to a rate of 60 (Fridericia), milliseconds.</summary>
    public required double QtcMilliseconds { get; init; }

    /// <summary>Mean electrical axis in the frontal plane, degrees; 0 to the left, 90 downwards.</summary>
    public required double AxisDegrees { get; init; }

    /// <summary>Scale of ventricular voltage, 1 for the usual.</summary>
    public required double Voltage { get; init; }

    /// <summary>Scale of the T wave, 1 for the usual; negative turns it over.</summary>
    public required double TScale { get; init; }

    /// <summary>Strain of a thick ventricle, 0 to 1: ST sags and T turns over to the left.</summary>
    public double Strain { get; init; }

    /// <summary>ST shift, constant through the segment.</summary>
    public Vector3 StVector { get; init; }

    /// <summary>Left bundle branch block.</summary>
    public bool LeftBundle { get; init; }

    /// <summary>Right bundle branch block.</summary>
    public bool RightBundle { get; init; }

    /// <summary>Old infarction.</summary>
    public InfarctSite Infarct { get; init; }

    /// <summary>Its size, 0 to 1.</summary>
    public double InfarctSize { get; init; }

    /// <summary>Peaking of T by potassium, 0 to 1.</summary>
    public double Hyperkalaemia { get; init; }

    /// <summary>Probability that a beat is a ventricular premature one.</summary>
    public double PvcRate { get; init; }

    /// <summary>Probability that a beat is an atrial premature one.</summary>
    public double PacRate { get; init; }

    /// <summary>Enlargement of the left atrium, 0 to 1: P grows longer.</summary>
    public double LeftAtrium { get; init; }

    /// <summary>Turning of the heart about its long axis and other build, radians about each axis.</summary>
    public Vector3 Rotation { get; init; }
}
