using OpenClaw.Verify;

const string Usage = """
    Verifies what the audit log of OpenClaw.Aspire gave out, offline and without trusting it.

      openclaw-verify receipt <file>  --key <key> [--key ...] [--witness <key> ... [--quorum <n>]]
      openclaw-verify export <file.ndjson> --key <key> [--key ...] [--tiles <folder>]
      openclaw-verify log <entries.ndjson> --checkpoint <file> [--checkpoint ...] --key <key> [--key ...] [--tiles <folder>]
                          [--witness <key> ... [--quorum <n>]]
      openclaw-verify archive <folder> --key <key> [--key ...]

      receipt   an answer of GET /api/v1/audit/{id}/receipt: the log holds exactly this entry
      export    an answer of GET /api/v1/audit/export in NDJSON: complete and unchanged since the log signed it
      log       a whole log, one entry a line in the order of their numbers: it is what every given checkpoint signed
      archive   an old month that left the database: every entry is the one that was sealed under its number, none is missing

      --key         a public key of the log as you learnt it from a source you trust, or a file with one key a line
      --checkpoint  a signed checkpoint, best one you kept yourself or one from an anchor
      --witness     a public key of a witness, or a file with one key a line: it must have co-signed each checkpoint
      --quorum      how many of the witnesses must have; without it all
      --tiles       a folder of trusted tiles (C2SP tlog-tiles), such as a file anchor: names the exact entry that differs

    Exit code: 0 verified, 1 not what was signed, 2 unreadable input or wrong usage.
    """;

if (args is [] or ["--help"] or ["-h"])
{
    Console.Out.WriteLine(Usage);
    return args.Length == 0 ? Verdict.Unreadable : Verdict.Verified;
}

try
{
    var arguments = Arguments.Parse(args);
    return arguments.Command switch
    {
        "receipt" => ReceiptCheck.Run(arguments, Console.Out),
        "export" => await ExportCheck.RunAsync(arguments, Console.Out),
        "log" => await LogCheck.RunAsync(arguments, Console.Out),
        "archive" => await ArchiveFolderCheck.RunAsync(arguments, Console.Out),
        _ => throw new UnreadableException($"There is no command '{arguments.Command}'; --help lists them."),
    };
}
catch (Exception exception) when (exception is UnreadableException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message);
    return Verdict.Unreadable;
}
