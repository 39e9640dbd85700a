using System.Globalization;
using System.Text;

namespace OpenClaw.Opa.Format;

/// <summary>Two texts as one unified hunk.</summary>
internal static class LineDiff
{
    public static string Of(string file, string before, string after)
    {
        var (left, right) = (before.Split('\n'), after.Split('\n'));
        var common = Common(left, right);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"--- {file}\n+++ {file}\n@@ -1,{left.Length} +1,{right.Length} @@\n");
        int i = 0, j = 0;
        while (i < left.Length || j < right.Length)
        {
            if (i < left.Length && j < right.Length && left[i] == right[j])
            {
                text.Append(' ').Append(left[i++]).Append('\n');
                j++;
            }
            else if (j >= right.Length || (i < left.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                text.Append('-').Append(left[i++]).Append('\n');
            }
            else
            {
                text.Append('+').Append(right[j++]).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Lengths of the longest common rests.</summary>
    private static int[,] Common(string[] left, string[] right)
    {
        var lengths = new int[left.Length + 1, right.Length + 1];
        for (var i = left.Length - 1; i >= 0; i--)
        {
            for (var j = right.Length - 1; j >= 0; j--)
            {
                lengths[i, j] = left[i] == right[j] ? lengths[i + 1, j + 1] + 1 : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }

        return lengths;
    }
}
