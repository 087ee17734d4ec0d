namespace Clef.Signals.Noise;

/// <summary>The kinds of noise that an electrocardiogram carries, as the ECG model's augmentation names them.</summary>
public enum EcgNoiseKind
{
    /// <summary>Bursts of muscle activity and jerks of the body: broad-band, mostly 5 to 40 Hz, coming and going.</summary>
    MotionArtefact,

    /// <summary>An electrode sliding on the skin: steps and slow recoveries at single electrodes, 0.5 to 10 Hz.</summary>
    ElectrodeMovement,

    /// <summary>Breathing, sweat and slow drift of the skin potential: below 0.7 Hz.</summary>
    BaselineWander,

    /// <summary>All three together with mains interference.</summary>
    Mixture,
}
