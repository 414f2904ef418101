package io.homeport.objects;

import io.homeport.contracts.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Uploads large contents in parts, one of them in memory at a time: a store takes at most 5 GiB at
 * once, and 10,000 parts. Nothing is visible before the last step, and after a failure the parts
 * are removed. The store is told the SHA-256 of each part.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html">Multipart upload
 *     limits</a>
 */
record MultipartUpload(S3Client client, String bucket, String key, long partBytes) {
  private static final int MOST_PARTS = 10_000;

  /** As the store is told it. */
  static String checksum(Digest digest) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(digest.hex()));
  }

  /** Bytes that nobody changes any more, so that they need not be copied. */
  static RequestBody body(byte[] bytes) {
    return RequestBody.fromContentProvider(
        ContentStreamProvider.fromByteArrayUnsafe(bytes), bytes.length, "application/octet-stream");
  }

  /**
   * Sends the stream.
   *
   * @throws IOException when reading it fails, or it ends before {@code size} bytes
   */
  void upload(InputStream content, long size) throws IOException {
    String id =
        client
            .createMultipartUpload(create ->
                create.bucket(bucket).key(key).checksumAlgorithm(ChecksumAlgorithm.SHA256))
            .uploadId();
    boolean completed = false;
    try {
      var parts = uploadParts(content, size, id);
      client.completeMultipartUpload(complete ->
          complete.bucket(bucket).key(key).uploadId(id).multipartUpload(all -> all.parts(parts)));
      completed = true;
    } finally {
      if (!completed) {
        client.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(id));
      }
    }
  }

  private List<CompletedPart> uploadParts(InputStream content, long size, String id)
      throws IOException {
    int each = Math.toIntExact(Math.max(partBytes, Math.ceilDiv(size, MOST_PARTS)));
    var parts = new ArrayList<CompletedPart>();
    for (long from = 0; from < size; from += each) {
      byte[] part = content.readNBytes((int) Math.min(each, size - from));
      if (part.length < Math.min(each, size - from)) {
        throw new EOFException("The content ended after %,d bytes.".formatted(from + part.length));
      }
      parts.add(upload(part, parts.size() + 1, id));
    }
    return parts;
  }

  private CompletedPart upload(byte[] bytes, int number, String id) {
    String checksum = checksum(Digest.of(bytes));
    String tag =
        client
            .uploadPart(
                part ->
                    part.bucket(bucket)
                        .key(key)
                        .uploadId(id)
                        .partNumber(number)
                        .checksumSHA256(checksum),
                body(bytes))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(tag).checksumSHA256(checksum).build();
  }
}
