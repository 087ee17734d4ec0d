using Clef.Tensors.Native;

namespace Clef.Tensors;

/// <summary>Whether operations are recorded for differentiation, on this thread.</summary>
public static class GradientMode
{
    /// <summary>Whether operations are recorded now.</summary>
    public static bool IsEnabled => NativeMethods.GradEnabled() != 0;

    /// <summary>Records nothing until the result is disposed: for inference and for changing weights.</summary>
    /// <example><c>using (GradientMode.Disable()) { ... }</c></example>
    public static Restore Disable() => new(enable: false);

    /// <summary>Records again, inside a stretch that does not.</summary>
    public static Restore Enable() => new(enable: true);

    /// <summary>Brings the former mode back when disposed.</summary>
    public readonly ref struct Restore
    {
        private readonly int _former;

        internal Restore(bool enable)
        {
            _former = NativeMethods.GradEnabled();
            NativeMethods.SetGradEnabled(enable ? 1 : 0);
        }

        /// <summary>Brings the former mode back.</summary>
        public void Dispose() => NativeMethods.SetGradEnabled(_former);
    }
}
