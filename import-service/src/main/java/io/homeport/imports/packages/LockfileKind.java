package io.homeport.imports.packages;

/** The lockfiles there are, the preferred ones first: of several that fit, the first is taken. */
enum LockfileKind {
  PACKAGE_LOCK("package-lock.json", "npm"),
  SHRINKWRAP("npm-shrinkwrap.json", "npm"),
  PNPM("pnpm-lock.yaml", "pnpm"),
  YARN("yarn.lock", "yarn"),
  BUN("bun.lock", "bun"),
  BUN_BINARY("bun.lockb", "bun");

  private final String file;
  private final String manager;

  LockfileKind(String file, String manager) {
    this.file = file;
    this.manager = manager;
  }

  String file() {
    return file;
  }

  String manager() {
    return manager;
  }
}
