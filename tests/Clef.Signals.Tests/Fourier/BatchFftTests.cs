using System.Numerics;
using System.Runtime.Intrinsics;
using Clef.Signals.Fourier;

namespace Clef.Signals.Tests.Fourier;

public unsafe class BatchFftTests
{
    public static TheoryData<int> Lengths =>
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 20, 21, 25, 32, 49, 60, 64, 97, 100, 121, 128, 200, 256, 257, 360, 400, 512, 800, 1000, 1024, 1028, 2000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Equals_the_definition_at_every_width(int length)
    {
        (float[] re, float[] im) = Signal(length);
        Complex[] expected = Definition(re, im);
        double scale = Math.Sqrt(length) * 1e-6 * (length > 500 ? 3 : 1);
        Complex[] scalar = Transform<LanesScalar, float>(re, im);
        for (int k = 0; k < length; k++)
        {
            (scalar[k] - expected[k]).Magnitude.ShouldBeLessThan(scale * Math.Max(4, Math.Log2(length)), $"output {k} of {length}");
        }

        Transform<Lanes128, Vector128<float>>(re, im).SequenceEqual(scalar).ShouldBeTrue("128 bits");
        Transform<Lanes256, Vector256<float>>(re, im).SequenceEqual(scalar).ShouldBeTrue("256 bits");
        Transform<Lanes512, Vector512<float>>(re, im).SequenceEqual(scalar).ShouldBeTrue("512 bits");
    }

    [Fact]
    public void Eight_hundred_takes_four_passes_and_ends_in_four() => new BatchFft(800).Radices.ShouldBe([8, 5, 5, 4]);

    [Fact]
    public void The_product_of_the_radices_is_the_length()
    {
        for (int length = 1; length < 3000; length++)
        {
            new BatchFft(length).Radices.Aggregate(1, (a, b) => a * b).ShouldBe(length);
        }
    }

    private static (float[] Re, float[] Im) Signal(int length)
    {
        var random = new Random(length);
        return ([.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)], [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() - 0.5f)]);
    }

    private static Complex[] Definition(float[] re, float[] im)
    {
        int n = re.Length;
        return [.. Enumerable.Range(0, n).Select(k => Enumerable.Range(0, n).Aggregate(Complex.Zero, (sum, i) =>
            sum + (new Complex(re[i], im[i]) * Complex.FromPolarCoordinates(1, -2 * Math.PI * ((long)i * k % n) / n))))];
    }

    /// <summary>Lane l holds the signal times l + 1; every lane must agree with the first.</summary>
    private static Complex[] Transform<TLanes, TVector>(float[] re, float[] im)
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
    {
        int n = re.Length, lanes = TLanes.Count;
        var fft = new BatchFft(n);
        int size = fft.BufferLength<TLanes, TVector>();
        using var input = new AlignedFloats(size);
        using var first = new AlignedFloats(size);
        using var second = new AlignedFloats(size);
        for (int i = 0; i < n; i++)
        {
            for (int lane = 0; lane < lanes; lane++)
            {
                // A power of two, so that the lanes differ and yet agree to the bit.
                input.Span[(2 * lanes * i) + lane] = re[i] * (1 << (lane % 4));
                input.Span[(2 * lanes * i) + lanes + lane] = im[i] * (1 << (lane % 4));
            }
        }

        float* output = fft.Forward<TLanes, TVector>(input.Pointer, first.Pointer, second.Pointer);
        var result = new Complex[n];
        for (int k = 0; k < n; k++)
        {
            result[k] = new Complex(output[2 * lanes * k], output[(2 * lanes * k) + lanes]);
            for (int lane = 1; lane < lanes; lane++)
            {
                output[(2 * lanes * k) + lane].ShouldBe(output[2 * lanes * k] * (1 << (lane % 4)));
                output[(2 * lanes * k) + lanes + lane].ShouldBe(output[(2 * lanes * k) + lanes] * (1 << (lane % 4)));
            }
        }

        return result;
    }
}
