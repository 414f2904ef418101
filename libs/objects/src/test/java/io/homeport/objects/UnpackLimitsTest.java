package io.homeport.objects;

import static io.homeport.objects.Archives.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.objects.Archives.Format;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Archives that are too much of something, and archives that are cut off. */
class UnpackLimitsTest {

  @TempDir Path folder;

  @AfterEach
  void nothing_is_left() {
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @EnumSource(names = {"ZIP", "TAR_GZ"})
  void a_hundred_thousand_files_are_refused(Format format) throws IOException {
    var entries =
        IntStream.range(0, 100_000)
            .mapToObj(number -> file("f" + number % 100 + "/" + number, ""))
            .toArray(Archives.Entry[]::new);

    refused(format.pack(entries), UnpackRefused.TooManyFiles.class, "more than 50,000 files");
  }

  @Test
  void two_gigabytes_from_a_zip_of_two_megabytes_are_refused() throws IOException {
    byte[] bomb = Archives.zipBomb("zeros.bin", 2048);

    assertThat(bomb.length).isBetween(1 << 20, 3 << 20);
    refused(bomb, UnpackRefused.SuspiciousRatio.class, "zeros.bin");
  }

  @ParameterizedTest
  @EnumSource(names = {"TAR_GZ", "TAR_ZST"})
  void two_gigabytes_from_a_small_compressed_tar_are_refused(Format format) throws IOException {
    refused(
        Archives.tarBomb(format, "zeros.bin", 2048),
        UnpackRefused.SuspiciousRatio.class,
        "zeros.bin");
  }

  @Test
  void a_small_file_may_compress_as_well_as_it_likes() throws IOException {
    byte[] archive = Archives.gzip(Archives.tar(file("a", "a".repeat(9 << 20)), file("b")));

    var unpacked =
        Unpacker.ofSource().unpack(new ByteArrayInputStream(archive), folder.resolve("target"));

    assertThat(unpacked.bytes()).isGreaterThan(100L * archive.length);
    Trees.delete(folder.resolve("target"));
  }

  @Test
  void a_file_over_the_limit_is_refused() throws IOException {
    refused(
        Archives.tarBomb(Format.TAR, "film.mp4", 257),
        UnpackRefused.FileTooLarge.class,
        "'film.mp4' is larger than 256 MiB");
  }

  @Test
  void more_bytes_than_allowed_are_refused_even_in_small_files() throws IOException {
    var limits = UnpackLimits.ofSource().maxBytes(100);
    byte[] archive = Archives.zip(file("a", "x".repeat(60)), file("b", "x".repeat(60)));

    assertThatThrownBy(() ->
            Unpacker.ofSource()
                .limits(limits)
                .unpack(new ByteArrayInputStream(archive), folder.resolve("target")))
        .isInstanceOf(UnpackRefused.class)
        .hasMessageContaining("larger than 100 bytes (reached at 'b')");
  }

  @ParameterizedTest
  @EnumSource
  void an_archive_over_the_limit_is_refused(Format format) throws IOException {
    byte[] noise = new byte[100_000];
    new Random(1).nextBytes(noise);
    byte[] archive = format.pack(new Archives.Entry("noise", noise, Archives.Kind.FILE));
    var limits = UnpackLimits.ofSource().maxArchiveBytes(50_000);

    assertThatThrownBy(() ->
            Unpacker.ofSource()
                .limits(limits)
                .unpack(new ByteArrayInputStream(archive), folder.resolve("target")))
        .isInstanceOfSatisfying(
            UnpackRefused.class,
            refused ->
                assertThat(refused.reason()).isInstanceOf(UnpackRefused.ArchiveTooLarge.class));
  }

  @ParameterizedTest
  @EnumSource
  void an_archive_cut_off_anywhere_is_refused(Format format) throws IOException {
    byte[] noise = new byte[5_000];
    new Random(1).nextBytes(noise);
    byte[] archive =
        format.pack(
            file("first"),
            new Archives.Entry("noise", noise, Archives.Kind.FILE),
            file("last", "x".repeat(600)));

    for (int length = 600; length < withoutPadding(format, archive); length += 97) {
      refused(Arrays.copyOf(archive, length), UnpackRefused.Damaged.class, "incomplete");
    }
  }

  @Test
  void a_tar_cut_off_between_two_files_is_refused() throws IOException {
    byte[] archive = Archives.tar(file("first"), file("second"));

    refused(Arrays.copyOf(archive, 1024), UnpackRefused.Damaged.class, "the end is missing");
  }

  @Test
  void a_flipped_byte_in_a_zip_is_noticed() throws IOException {
    byte[] noise = new byte[5_000];
    new Random(1).nextBytes(noise);
    byte[] archive = Archives.zip(new Archives.Entry("noise", noise, Archives.Kind.FILE));
    archive[2_500] ^= 1;

    refused(archive, UnpackRefused.Damaged.class, "'noise'");
  }

  @Test
  void a_name_of_a_hundred_megabytes_does_not_fill_the_memory() throws IOException {
    var header = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
    header.setSize(100 << 20);
    byte[] record = new byte[512];
    header.writeEntryHeader(record);
    var tar = new ByteArrayOutputStream();
    tar.write(record);
    tar.write(new byte[100 << 20]);

    refused(Archives.gzip(tar.toByteArray()), UnpackRefused.Damaged.class, "bytes of headers");
  }

  /**
   * Behind the last record that counts, a tar is filled up to a block: losing some of that loses
   * nothing.
   */
  private static int withoutPadding(Format format, byte[] archive) {
    return format == Format.TAR ? 8_000 : archive.length;
  }

  private void refused(
      byte[] archive, Class<? extends UnpackRefused.Reason> reason, String message) {
    refused(new ByteArrayInputStream(archive), reason, message);
  }

  private void refused(
      InputStream archive, Class<? extends UnpackRefused.Reason> reason, String message) {
    assertThatThrownBy(() -> Unpacker.ofSource().unpack(archive, folder.resolve("target")))
        .isInstanceOfSatisfying(
            UnpackRefused.class, refused -> assertThat(refused.reason()).isInstanceOf(reason))
        .hasMessageContaining(message);
  }
}
