using System.Runtime.InteropServices;

namespace Clef.Signals.Fourier;

/// <summary>Floats outside the managed heap, aligned to a cache line so that no vector straddles two.</summary>
internal sealed unsafe class AlignedFloats : SafeHandle
{
    private const int CacheLine = 64;

    public AlignedFloats(int length)
        : base(0, ownsHandle: true)
    {
        Length = length;
        handle = (nint)NativeMemory.AlignedAlloc((nuint)Math.Max(1, length) * sizeof(float), CacheLine);
        Span.Clear();
    }

    public int Length { get; }

    public float* Pointer => (float*)handle;

    public Span<float> Span => new((void*)handle, Length);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        NativeMemory.AlignedFree((void*)handle);
        return true;
    }
}
