package io.homeport.processes;

import java.util.Map;

/** The program is not on this machine. The message says how to get it. */
public final class ProgramMissing extends ProcessException {
  private static final long serialVersionUID = 1L;

  private static final Map<String, String> DEBIAN_PACKAGES =
      Map.ofEntries(
          Map.entry("bwrap", "bubblewrap"),
          Map.entry("chromium", "chromium"),
          Map.entry("createdb", "postgresql-client"),
          Map.entry("git", "git"),
          Map.entry("initdb", "postgresql"),
          Map.entry("node", "nodejs"),
          Map.entry("npm", "npm"),
          Map.entry("npx", "npm"),
          Map.entry("pg_ctl", "postgresql"),
          Map.entry("pg_dump", "postgresql-client"),
          Map.entry("pg_dumpall", "postgresql-client"),
          Map.entry("pg_restore", "postgresql-client"),
          Map.entry("postgres", "postgresql"),
          Map.entry("prlimit", "util-linux"),
          Map.entry("psql", "postgresql-client"),
          Map.entry("setpriv", "util-linux"),
          Map.entry("ssh", "openssh-client"),
          Map.entry("ssh-keygen", "openssh-client"),
          Map.entry("ssh-keyscan", "openssh-client"),
          Map.entry("tar", "tar"),
          Map.entry("unzip", "unzip"),
          Map.entry("zstd", "zstd"));

  private final String program;

  ProgramMissing(String program, String searched) {
    super("The program '" + program + "' was not found in " + searched + ". " + remedy(program));
    this.program = program;
  }

  public String program() {
    return program;
  }

  private static String remedy(String program) {
    String name = program.substring(program.lastIndexOf('/') + 1);
    String debianPackage = DEBIAN_PACKAGES.get(name);
    return debianPackage == null
        ? "Install it, or put its folder on the PATH that the command is given."
        : "Install it (Debian and Ubuntu: apt-get install "
            + debianPackage
            + "), or put its folder on the PATH.";
  }
}
