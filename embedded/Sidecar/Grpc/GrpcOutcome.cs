using System.Globalization;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Status = OpenClaw.Sidecar.Grpc.Wire.Status;

namespace OpenClaw.Sidecar.Grpc;

/// <summary>Writes how a call ended: code, message and details.</summary>
internal static class GrpcOutcome
{
    /// <summary>Into the headers when nothing was sent yet: an answer may consist of its outcome alone.</summary>
    public static void Write(HttpResponse response, GrpcException? failure)
    {
        Write(response, "grpc-status", ((int)(failure?.Code ?? GrpcStatusCode.Ok)).ToString(CultureInfo.InvariantCulture));
        if (failure is null)
        {
            return;
        }
        Write(response, "grpc-message", Escape(failure.Message));
        if (failure.Details.Count > 0)
        {
            var status = new Status { Code = (int)failure.Code, Message = failure.Message };
            status.Details.AddRange(failure.Details.Select(detail => Any.Pack(detail)));
            Write(response, "grpc-status-details-bin", Convert.ToBase64String(status.ToByteArray()).TrimEnd('='));
        }
    }

    private static void Write(HttpResponse response, string name, string value)
    {
        if (response.HasStarted)
        {
            response.AppendTrailer(name, value);
        }
        else
        {
            response.Headers[name] = value;
        }
    }

    /// <summary>Visible ASCII but the percent sign as it is, every other byte as a percent sign and two digits.</summary>
    private static string Escape(string message) => string.Concat(Encoding.UTF8.GetBytes(message)
        .Select(letter => letter is >= 0x20 and <= 0x7E and not (byte)'%' ? ((char)letter).ToString() : $"%{letter:X2}"));
}
