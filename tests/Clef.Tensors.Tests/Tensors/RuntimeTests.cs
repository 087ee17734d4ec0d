using System.Runtime.InteropServices;
using Clef.Tensors.Modules;
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

    [Theory]
    [InlineData("Unable to load shared library 'clef_torch'.\nlibtorch.so.1.13: cannot open shared object file: No such file\n/a/libclef_torch: cannot open shared object file",
        "libtorch.so.1.13: cannot open shared object file: No such file")]
    [InlineData("Unable to load shared library 'clef_torch'.\n/a/libclef_torch.so: cannot open shared object file\nlibclef_torch.so: cannot open shared object file",
        "libclef_torch.so is not beside the program")]
    [InlineData("Unable to find an entry point named 'clef_set_threads'.", "Unable to find an entry point named 'clef_set_threads'.")]
    public void The_cause_of_a_failed_load_is_found_in_the_runtimes_message(string message, string expected) =>
        NativeLoader.Cause(message).ShouldBe(expected);

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
    public void A_block_trains_in_mixed_precision()
    {
        using var scope = new TensorScope();
        RandomState.Seed(4);
        using var block = new TransformerBlock(16, 2);
        Tensor x = Tensor.Randn([2, 9, 16]);
        Tensor exact = block.Forward(x);
        Tensor half;
        using (MixedPrecision.Enable())
        {
            half = block.Forward(x);
        }

        // bf16 has 8 bits of fraction, and the sums of a block are of order one.
        (half.To(DType.Float32) - exact).Abs().Max().ToDouble().ShouldBeInRange(1e-7, 0.05);
        half.Square().Mean().Backward();
        block.Parameters().ShouldAllBe(p => p.Grad != null && p.Grad!.IsFinite().All().ToInt64() == 1 && p.Grad!.DType == DType.Float32);
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
