package io.homeport.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectsLocationTest {

  @TempDir Path folder;

  @Test
  void a_file_address_is_a_directory() {
    assertThat(ObjectsLocation.parse("file:///var/lib/homeport/my%20objects"))
        .isEqualTo(new ObjectsLocation.Directory(Path.of("/var/lib/homeport/my objects")));
    try (var objects = ObjectsLocation.parse(folder.toUri().toString()).open(null)) {
      assertThat(objects).isInstanceOf(DirectoryObjects.class);
    }
  }

  @Test
  void an_s3_address_is_a_bucket_with_a_prefix() {
    assertThat(
            ObjectsLocation.parse(
                "s3://my_bucket/a/b/?endpoint=http://127.0.0.1:9000&region=eu-central-1"))
        .isEqualTo(
            new ObjectsLocation.Bucket(
                "my_bucket", "a/b/", URI.create("http://127.0.0.1:9000"), "eu-central-1"));
    assertThat(ObjectsLocation.parse("s3://bucket"))
        .isEqualTo(new ObjectsLocation.Bucket("bucket", "", null, "us-east-1"));
  }

  @Test
  void an_sftp_address_is_a_folder_on_a_server() {
    assertThat(ObjectsLocation.parse("sftp://backups@host.example.org/srv/homeport/"))
        .isEqualTo(new ObjectsLocation.Sftp("backups", "host.example.org", 22, "/srv/homeport"));
    assertThat(ObjectsLocation.parse("sftp://backups@host:2222/a"))
        .isEqualTo(new ObjectsLocation.Sftp("backups", "host", 2222, "/a"));
  }

  @Test
  void credentials_of_another_kind_of_place_are_refused() {
    assertThatThrownBy(() -> ObjectsLocation.parse("sftp://backups@host/a").open(null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a host key, and a password or a key file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "objects",
        "/var/lib/objects",
        "file:objects",
        "https://bucket",
        "s3:///prefix",
        "s3://bucket?secret=1",
        "s3://bucket?endpoint=ftp://host",
        "s3://bucket?endpoint=host:9000",
        "s3://bucket/ /",
        "sftp://host/folder",
        "sftp://user:password@host/folder",
        "sftp://user@host",
        "sftp://user@host/folder?hostKey=1"
      })
  void anything_else_is_refused_with_the_accepted_forms(String text) {
    assertThatThrownBy(() -> ObjectsLocation.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'")
        .hasMessageContaining("file:///folder or s3://bucket/prefix");
  }

  @Test
  void credentials_do_not_print() {
    assertThat(new S3Credentials("key", "hidden").toString()).doesNotContain("hidden");
  }
}
