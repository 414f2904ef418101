package io.homeport.objects;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Uploads a large file in parts: a store takes at most 5 GiB at once, and 10,000 parts. Nothing is
 * visible before the last step, and after a failure the parts are removed.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html">Multipart upload
 *     limits</a>
 */
record MultipartUpload(S3Client client, String bucket, String key, long partBytes) {
  private static final int MOST_PARTS = 10_000;

  void upload(Path file, long size) {
    String id = client.createMultipartUpload(create -> create.bucket(bucket).key(key)).uploadId();
    boolean completed = false;
    try {
      var parts = uploadParts(file, size, id);
      client.completeMultipartUpload(complete ->
          complete.bucket(bucket).key(key).uploadId(id).multipartUpload(all -> all.parts(parts)));
      completed = true;
    } finally {
      if (!completed) {
        client.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(id));
      }
    }
  }

  private ArrayList<CompletedPart> uploadParts(Path file, long size, String id) {
    long each = Math.max(partBytes, Math.ceilDiv(size, MOST_PARTS));
    var parts = new ArrayList<CompletedPart>();
    for (long from = 0; from < size; from += each) {
      long start = from;
      long length = Math.min(each, size - from);
      int number = parts.size() + 1;
      String tag =
          client
              .uploadPart(
                  part -> part.bucket(bucket).key(key).uploadId(id).partNumber(number),
                  body(file, start, length))
              .eTag();
      parts.add(CompletedPart.builder().partNumber(number).eTag(tag).build());
    }
    return parts;
  }

  /** A slice of the file, opened anew for each attempt. */
  private static RequestBody body(Path file, long start, long length) {
    ContentStreamProvider slice = () -> open(file, start, length);
    return RequestBody.fromContentProvider(slice, length, "application/octet-stream");
  }

  private static InputStream open(Path file, long start, long length) {
    try {
      var channel = FileChannel.open(file, StandardOpenOption.READ).position(start);
      return new BoundedStream(Channels.newInputStream(channel), length);
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }
}
