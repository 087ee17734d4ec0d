using System.Globalization;
using System.Text;

namespace Clef.Cli.Simulate;

/// <summary>A polyline written in few bytes: half-pixel steps relative to the point before.</summary>
internal static class SvgLine
{
    internal static string Path(int count, Func<int, double> x, Func<int, double> y, string colour)
    {
        var path = new StringBuilder();
        (int px, int py) = ((int)Math.Round(2 * x(0)), (int)Math.Round(2 * y(0)));
        path.Append(CultureInfo.InvariantCulture, $"<path transform=\"scale(.5)\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.6\" d=\"M{px} {py}l");
        for (int i = 1; i < count; i++)
        {
            (int nx, int ny) = ((int)Math.Round(2 * x(i)), (int)Math.Round(2 * y(i)));
            path.Append(CultureInfo.InvariantCulture, $"{nx - px}{(ny < py ? "" : " ")}{ny - py}{(i + 1 < count ? " " : "")}");
            (px, py) = (nx, ny);
        }

        return path.Append("\"/>\n").ToString();
    }
}
