using System.Runtime.InteropServices;
using Clef.Tensors.Native;

namespace Clef.Tensors.Tests.Tensors;

public unsafe class RuntimeTests
{
    [Fact]
    public void The_engine_says_what_it_is()
    {
        TensorRuntime.LoadFailure.ShouldBeNull();
        TensorRuntime.TorchVersion.ShouldMatch(@"^\d+\.\d+\.\d+");
        TensorRuntime.CpuCapability.ShouldNotBe("unknown");
        TensorRuntime.BlasAgrees.ShouldBeTrue();
        TensorRuntime.BlasChoice.ShouldNotBe("not loaded");
        TensorRuntime.Devices[0].ShouldBe(Device.Cpu);
    }

    [Fact]
    public void A_wrong_product_is_noticed()
    {
        nint library = NativeLibrary.Load("libblas.so.3");
        nint sgemm = NativeLibrary.GetExport(library, "sgemm_"), dgemm = NativeLibrary.GetExport(library, "dgemm_");
        BlasCheck.Agrees(sgemm, dgemm).ShouldBeTrue();
        delegate* unmanaged<byte*, byte*, int*, int*, int*, float*, float*, int*, float*, int*, float*, float*, int*, void> idle = &Idle;
        BlasCheck.Agrees((nint)idle, dgemm).ShouldBeFalse();
    }

    [Fact]
    public void The_kernels_follow_the_environment_or_the_processor()
    {
        string? set = Environment.GetEnvironmentVariable(BlasCore.Variable);
        BlasCore.Wanted().ShouldBe(string.IsNullOrEmpty(set) ? BlasCore.ForProcessor().FirstOrDefault() : set);
        if (System.Runtime.Intrinsics.X86.Avx2.IsSupported)
        {
            BlasCore.ForProcessor().ShouldContain("Haswell");
        }
    }

    [Fact]
    public void Mixed_precision_computes_products_in_bf16()
    {
        using var scope = new TensorScope();
        Tensor a = Tensor.Randn([8, 8]), w = Tensor.Randn([8, 8]);
        using (MixedPrecision.Enable())
        {
            a.Linear(w).DType.ShouldBe(DType.BFloat16);
            a.MatMul(w).DType.ShouldBe(DType.BFloat16);
            (a + w).DType.ShouldBe(DType.Float32);
        }

        a.Linear(w).DType.ShouldBe(DType.Float32);
        Should.Throw<TensorException>(() => { using MixedPrecision wrong = MixedPrecision.Enable(DType.Float32); });
    }

    [Fact]
    public void Nothing_is_recorded_while_gradients_are_disabled()
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.Ones(2);
        x.RequiresGrad = true;
        using (GradientMode.Disable())
        {
            (x * 2).RequiresGrad.ShouldBeFalse();
            using (GradientMode.Enable())
            {
                (x * 2).RequiresGrad.ShouldBeTrue();
            }

            GradientMode.IsEnabled.ShouldBeFalse();
        }

        (x * 2).RequiresGrad.ShouldBeTrue();
    }

    [UnmanagedCallersOnly]
    private static void Idle(byte* a, byte* b, int* c, int* d, int* e, float* f, float* g, int* h, float* i, int* j, float* k, float* l, int* m)
    {
    }
}
