package io.homeport.specs.packages;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.specs.document.SampleSpec;
import io.homeport.specs.packages.UsedPackage.Registry;
import io.homeport.specs.scratch.SampleMigrations;
import io.homeport.specs.source.SourceScan;
import io.homeport.specs.source.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageReaderTest {

  private static final String MANIFEST =
      "{\"dependencies\": {\"left\": \"^1.0.0\"}, \"devDependencies\": {\"@a/b\": \"2.1.0\"}}";

  @TempDir Path tree;

  @Test
  void npms_lockfile_gives_versions_licences_and_what_packages_need() throws IOException {
    write("package.json", MANIFEST);
    write(
        "package-lock.json",
        """
        {"lockfileVersion": 3, "packages": {
          "": {"dependencies": {"left": "^1.0.0"}, "devDependencies": {"@a/b": "2.1.0"}},
          "node_modules/left": {"version": "1.2.3", "license": "MIT"},
          "node_modules/@a/b": {"version": "2.1.0", "license": {"type": "GPL-3.0-only"}},
          "node_modules/left/node_modules/deep": {"version": "0.1.0"}}}
        """);

    var list = read();

    assertThat(list.packages())
        .containsExactly(
            npm("@a/b", "2.1.0", "GPL-3.0-only", true),
            npm("deep", "0.1.0", null, false),
            npm("left", "1.2.3", "MIT", true));
    assertThat(list.complete()).isTrue();
    assertThat(list.summary().copyleft()).containsExactly("@a/b@2.1.0 (GPL-3.0-only)");
    assertThat(list.summary().licences()).containsEntry("MIT", 1).containsEntry("unknown", 1);
  }

  @Test
  void of_several_lockfiles_the_one_that_fits_is_read() throws IOException {
    write("package.json", MANIFEST);
    write(
        "package-lock.json",
        """
        {"packages": {"": {"dependencies": {"left": "^0.9.0"}},
          "node_modules/left": {"version": "0.9.1"}}}
        """);
    write(
        "bun.lock",
        """
        {
          "lockfileVersion": 1,
          "workspaces": {"": {"name": "x", "dependencies": {"left": "^1.0.0"},
            "devDependencies": {"@a/b": "2.1.0"},},},
          "packages": {
            "left": ["left@1.0.4", "", {}, "sha512-x"],
            "@a/b": ["@a/b@2.1.0", "", {}, "sha512-y"],
            "@a/b/deep": ["deep@3.0.0", "", {}, "sha512-z"],
          }
        }
        """);

    var list = read();

    assertThat(list.files()).containsExactly("bun.lock", "package.json");
    assertThat(list.packages())
        .containsExactly(
            npm("@a/b", "2.1.0", null, true),
            npm("deep", "3.0.0", null, false),
            npm("left", "1.0.4", null, true));
  }

  @Test
  void pnpms_lockfiles_of_old_and_new_form_are_read() throws IOException {
    write("package.json", MANIFEST);
    write(
        "pnpm-lock.yaml",
        """
        lockfileVersion: '9.0'

        importers:

          .:
            dependencies:
              left:
                specifier: ^1.0.0
                version: 1.0.4

        packages:

          '@a/b@2.1.0':
            resolution: {integrity: sha512-x}

          left@1.0.4(react@18.2.0):
            resolution: {integrity: sha512-y}

          /deep@3.0.0:
            resolution: {integrity: sha512-z}

        snapshots:

          other@9.9.9: {}
        """);

    assertThat(read().packages())
        .extracting(UsedPackage::toString)
        .containsExactly("@a/b@2.1.0", "deep@3.0.0", "left@1.0.4");
  }

  @Test
  void yarns_lockfiles_of_both_forms_are_read() throws IOException {
    write("package.json", MANIFEST);
    write(
        "yarn.lock",
        """
        # yarn lockfile v1

        "@a/b@2.1.0":
          version "2.1.0"

        left@^1.0.0, left@^1.0.2:
          version "1.0.4"
          dependencies:
            deep "^3.0.0"
        """);
    write("berry/package.json", "{\"dependencies\": {\"left\": \"^1.0.0\"}}");
    write(
        "berry/yarn.lock",
        """
        __metadata:
          version: 8

        "left@npm:^1.0.0":
          version: 1.0.5
          resolution: "left@npm:1.0.5"

        "berry@workspace:.":
          version: 0.0.0-use.local
        """);

    assertThat(read().packages())
        .extracting(each -> each.component() + " " + each)
        .containsExactly(". @a/b@2.1.0", ". left@1.0.4", "berry left@1.0.5");
  }

  @Test
  void python_packages_are_read_and_those_without_a_fixed_version_named() throws IOException {
    write(
        "backend/requirements.txt",
        "# server\nfastapi==0.110.1\nuvicorn[standard]>=0.29 ; python_version > '3'\n-r other.txt\nemergentintegrations==0.1.0\n");
    write(
        "tool/pyproject.toml",
        "[project]\nname = \"x\"\ndependencies = [\n  \"httpx[http2]==0.27.0\",\n  'rich',\n]\n");
    write("uv/uv.lock", "[[package]]\nname = \"anyio\"\nversion = \"4.3.0\"\n");

    var list = read();

    assertThat(list.packages())
        .extracting(each -> each.component() + " " + each)
        .containsExactlyInAnyOrder(
            "backend fastapi@0.110.1",
            "backend uvicorn",
            "backend emergentintegrations@0.1.0",
            "tool httpx@0.27.0",
            "tool rich",
            "uv anyio@4.3.0");
    assertThat(list.summary().unpinned()).containsExactly("uvicorn", "rich");
    assertThat(list.summary().ofBuilder()).containsExactly("emergentintegrations@0.1.0");
  }

  @Test
  void packages_of_poetry_and_of_groups_are_read_and_the_lockfile_says_their_versions()
      throws IOException {
    write(
        "api/pyproject.toml",
        """
        [tool.poetry.dependencies]
        python = "^3.12"
        Django = "5.0.6"  # the framework
        psycopg = {version = "^3.1", extras = ["binary"]}
        dj_database_url = "*"
        [tool.poetry.group.dev.dependencies]
        pytest = "^8"
        """);
    write("api/poetry.lock", "[[package]]\nname = \"dj-database-url\"\nversion = \"2.2.0\"\n");
    write(
        "job/pyproject.toml",
        """
        [project]
        dependencies = ["httpx[http2]==0.27.0", 'rich>=13']
        keywords = ["none"]
        [dependency-groups]
        test = [
          "ruff==0.5.0",  # [not] one
        ]
        """);

    assertThat(read().packages())
        .extracting(each -> each.component() + " " + each + " " + each.direct())
        .containsExactlyInAnyOrder(
            "api Django@5.0.6 true",
            "api psycopg true",
            "api dj-database-url@2.2.0 true",
            "api pytest true",
            "job httpx@0.27.0 true",
            "job rich true",
            "job ruff@0.5.0 true");
  }

  @Test
  void what_functions_import_by_address_is_a_package_too() throws IOException {
    write(
        "supabase/functions/tell/index.ts",
        """
        import { createClient } from "https://esm.sh/@supabase/supabase-js@2.45.0?target=deno";
        import { Hono } from "jsr:@hono/hono@4.4.0/tiny";
        import { z } from "npm:zod";
        import { serve } from "https://deno.land/std@0.190.0/http/server.ts";
        import Stripe from "https://esm.sh/stripe@14";
        serve(() => [createClient, Hono, z, Stripe]);
        """);

    var list = read();

    assertThat(list.packages())
        .extracting(each -> each.registry() + " " + each)
        .containsExactlyInAnyOrder(
            "NPM @supabase/supabase-js@2.45.0",
            "JSR @hono/hono@4.4.0",
            "NPM zod",
            "URL deno.land/std@0.190.0",
            "NPM stripe");
    assertThat(list.summary().unpinned()).containsExactly("stripe", "zod");
    assertThat(list.files()).containsExactly("supabase/functions");
    assertThat(list.packages())
        .extracting(UsedPackage::component)
        .containsOnly("supabase/functions/tell");
  }

  @Test
  void a_lockfile_that_is_damaged_or_far_too_long_is_said_and_does_no_harm() throws IOException {
    write("package.json", MANIFEST);
    write("bun.lock", "{\"workspaces\": ");
    var entry = "\"node_modules/p%d\": {\"version\": \"1.0.0\", \"resolved\": \"%s\"},";
    var text = new StringBuilder("{\"packages\": {");
    for (int i = 0; text.length() < 17 << 20; i++) {
      text.append(entry.formatted(i, "x".repeat(1000)));
    }
    write("package-lock.json", text.append("\"\": {}}}").toString());

    var list = read();

    assertThat(list.complete()).isFalse();
    assertThat(list.packages())
        .extracting(UsedPackage::toString)
        .containsExactly("@a/b@2.1.0", "left");
  }

  @Test
  void a_list_of_very_many_packages_is_cut() throws IOException {
    write("package.json", MANIFEST);
    var text = new StringBuilder("{\"packages\": {");
    for (int i = 0; i < PackageList.MOST + 500; i++) {
      text.append("\"node_modules/p%d\": {\"version\": \"1.0.0\"},".formatted(i));
    }
    write("package-lock.json", text.append("\"\": {}}}").toString());

    var list = read();

    assertThat(list.packages()).hasSizeLessThanOrEqualTo(PackageList.MOST);
    assertThat(list.complete()).isFalse();
  }

  @Test
  void one_licence_of_several_to_choose_from_is_enough() {
    assertThat(PackageList.isCopyleft("(MIT OR GPL-3.0)")).isFalse();
    assertThat(PackageList.isCopyleft("(LGPL-2.1 OR GPL-3.0)")).isTrue();
    assertThat(PackageList.isCopyleft("MIT AND MPL-2.0")).isTrue();
    assertThat(PackageList.isCopyleft("Apache-2.0")).isFalse();
    assertThat(PackageList.isCopyleft(null)).isFalse();
  }

  @Test
  void the_samples_list_is_the_same_each_time_and_is_read_back() {
    var root = SampleMigrations.root("lovable-cloud-spa");
    var source = SourceTree.in(root);
    var list = PackageReader.of(source, SourceScan.of(source).edgeFunctions());

    assertThat(PackageList.read(list.write())).isEqualTo(list);
    assertThat(list.summary()).isEqualTo(SampleSpec.kiln().dependencies());
    assertThat(list.complete()).isTrue();
    assertThat(list.packages())
        .filteredOn(each -> each.name().equals("react"))
        .singleElement()
        .satisfies(react -> {
          assertThat(react.direct()).isTrue();
          assertThat(react.licence()).isEqualTo("MIT");
        });
  }

  private PackageList read() {
    var source = SourceTree.in(tree);
    return PackageReader.of(source, SourceScan.of(source).edgeFunctions());
  }

  private static UsedPackage npm(
      String name,
      String version,
      @org.jspecify.annotations.Nullable String licence,
      boolean direct) {
    return new UsedPackage(Registry.NPM, name, version, licence, direct, ".");
  }

  private void write(String path, String text) throws IOException {
    Path file = tree.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
