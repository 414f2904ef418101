package io.homeport.objects;

import java.io.IOException;

/**
 * An archive is not unpacked, or a tree is not archived, for a reason that whoever sent it can act
 * on. Nothing of it is left on the disk.
 */
public final class UnpackRefused extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Reason reason;

  UnpackRefused(Reason reason) {
    super(reason.message());
    this.reason = reason;
  }

  UnpackRefused(Reason reason, Throwable cause) {
    super(reason.message(), cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /** Why an archive is refused. */
  public sealed interface Reason {

    /** What is wrong, with which entry, and what to do about it. */
    String message();
  }

  /** It is none of the kinds that are understood. */
  public record UnknownKind() implements Reason {
    @Override
    public String message() {
      return "The file is not an archive that Homeport reads. Send a zip, tar, tar.gz or tar.zst.";
    }
  }

  /** It ends too early or contradicts itself. */
  public record Damaged(String detail) implements Reason {
    @Override
    public String message() {
      return "The archive is damaged or incomplete ("
          + detail
          + "). Export it again, and check that the upload was not cut off.";
    }
  }

  public record Encrypted(String entry) implements Reason {
    @Override
    public String message() {
      return "'" + Entries.shown(entry) + "' is encrypted. Send an archive without a password.";
    }
  }

  public record Empty() implements Reason {
    @Override
    public String message() {
      return "The archive has no files. Check that the export contains the application's source.";
    }
  }

  public record ArchiveTooLarge(long limitBytes) implements Reason {
    @Override
    public String message() {
      return "The archive is larger than %s. Leave out what is not source, such as node_modules and media."
          .formatted(Entries.size(limitBytes));
    }
  }

  public record TooManyFiles(int limit) implements Reason {
    @Override
    public String message() {
      return "The source has more than %,d files. Leave out what can be made again, such as node_modules and build output."
          .formatted(limit);
    }
  }

  public record TooManyBytes(String entry, long limitBytes) implements Reason {
    @Override
    public String message() {
      return "The source is larger than %s (reached at '%s'). Leave out what is not source, such as node_modules and media."
          .formatted(Entries.size(limitBytes), Entries.shown(entry));
    }
  }

  public record FileTooLarge(String entry, long limitBytes) implements Reason {
    @Override
    public String message() {
      return "'%s' is larger than %s. Leave it out, or keep it in the app's storage."
          .formatted(Entries.shown(entry), Entries.size(limitBytes));
    }
  }

  /** It unpacks to far more than real files do: a bomb. */
  public record SuspiciousRatio(String entry, int limit) implements Reason {
    @Override
    public String message() {
      return "The archive unpacks to more than %,d times its size (reached at '%s'), which source code never does. Leave that file out."
          .formatted(limit, Entries.shown(entry));
    }
  }

  public record AbsolutePath(String entry) implements Reason {
    @Override
    public String message() {
      return "'%s' is an absolute path. Pack the folder with paths relative to it."
          .formatted(Entries.shown(entry));
    }
  }

  public record LeavesTree(String entry) implements Reason {
    @Override
    public String message() {
      return "'%s' would be unpacked outside of its folder. Pack the folder with paths that do not contain '..'."
          .formatted(Entries.shown(entry));
    }
  }

  public record UnusableName(String entry, String why) implements Reason {
    @Override
    public String message() {
      return "'%s' has a name that cannot be used: %s. Rename it and pack again."
          .formatted(Entries.shown(entry), why);
    }
  }

  public record NameClash(String entry, String other) implements Reason {
    @Override
    public String message() {
      return "'%s' and '%s' are the same path, or differ by upper and lower case only. Rename or remove one of them."
          .formatted(Entries.shown(entry), Entries.shown(other));
    }
  }

  public record SpecialFile(String entry) implements Reason {
    @Override
    public String message() {
      return "'%s' is a device, pipe or other special file. Leave it out."
          .formatted(Entries.shown(entry));
    }
  }
}
