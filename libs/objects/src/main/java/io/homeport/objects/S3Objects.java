package io.homeport.objects;

import io.homeport.contracts.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects in a bucket of an S3 store, under {@code prefix + digest}. A stream is kept in a
 * temporary file first, since its name and size are known at its end only; a copy of a known object
 * is not. Every upload tells the store the SHA-256 of its bytes, which stores that know checksums
 * compare with what arrived.
 */
public final class S3Objects implements Objects {
  private static final long DEFAULT_PART_BYTES = 64L << 20;
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  private static final Duration SILENCE_LIMIT = Duration.ofSeconds(60);
  private static final int CONNECTIONS = 64;

  /** Parts are sent from memory: so large, or as large as 10,000 of them need to be. */
  private static final int IN_MEMORY_BYTES = 16 << 20;

  private final S3Client client;
  private final String bucket;
  private final String prefix;
  private final long partBytes;
  private final ObjectLock locks;

  /**
   * Keeps the client, and closes it. Contents larger than {@code partBytes} are uploaded in parts.
   */
  S3Objects(S3Client client, String bucket, String prefix, long partBytes) {
    this.client = client;
    this.bucket = bucket;
    this.prefix = prefix;
    this.partBytes = partBytes;
    this.locks = new ObjectLock(client, bucket);
  }

  static S3Objects open(ObjectsLocation.Bucket location, @Nullable S3Credentials credentials) {
    var builder =
        S3Client.builder()
            .httpClientBuilder(
                Apache5HttpClient.builder()
                    .connectionTimeout(CONNECT_LIMIT)
                    .socketTimeout(SILENCE_LIMIT)
                    .maxConnections(CONNECTIONS))
            .region(Region.of(location.region()));
    URI endpoint = location.endpoint();
    if (endpoint != null) {
      builder.endpointOverride(endpoint).forcePathStyle(true);
    }
    if (credentials != null) {
      builder.credentialsProvider(
          StaticCredentialsProvider.create(
              AwsBasicCredentials.create(credentials.accessKey(), credentials.secretKey())));
    }
    return new S3Objects(builder.build(), location.name(), location.prefix(), DEFAULT_PART_BYTES);
  }

  @Override
  public Digest put(InputStream content) throws IOException {
    Path spooled = Files.createTempFile("homeport-object", "");
    try {
      Digest digest = Spool.write(content, spooled);
      upload(spooled, digest);
      return digest;
    } finally {
      Files.deleteIfExists(spooled);
    }
  }

  private void upload(Path file, Digest digest) throws IOException {
    long size = Files.size(file);
    if (isStored(digest, size)) {
      return;
    }
    try {
      if (size > partBytes) {
        try (var content = Files.newInputStream(file)) {
          parts(digest, Math.min(partBytes, IN_MEMORY_BYTES)).upload(content, size);
        }
      } else {
        uploadWhole(RequestBody.fromFile(file), digest);
      }
    } catch (SdkException cause) {
      throw failed("store " + digest, cause);
    }
  }

  @Override
  public void copy(InputStream content, Digest digest, long bytes) throws IOException {
    var checked = new VerifyingStream(content, digest, bytes, "the source of the copy");
    try {
      if (bytes <= IN_MEMORY_BYTES) {
        uploadWhole(MultipartUpload.body(checked.readAllBytes()), digest);
      } else {
        parts(digest, IN_MEMORY_BYTES).upload(checked, bytes);
      }
    } catch (SdkException cause) {
      throw failed("store " + digest, cause);
    }
  }

  private boolean isStored(Digest digest, long size) throws IOException {
    return head(digest).filter(existing -> existing.contentLength() == size).isPresent();
  }

  private void uploadWhole(RequestBody content, Digest digest) {
    client.putObject(
        put ->
            put.bucket(bucket).key(keyOf(digest)).checksumSHA256(MultipartUpload.checksum(digest)),
        content);
  }

  private MultipartUpload parts(Digest digest, long partBytes) {
    return new MultipartUpload(client, bucket, keyOf(digest), partBytes);
  }

  @Override
  public InputStream open(Digest digest) throws IOException {
    try {
      ResponseInputStream<GetObjectResponse> response =
          client.getObject(get -> get.bucket(bucket).key(keyOf(digest)));
      return new VerifyingStream(
          new AbortingStream(response), digest, response.response().contentLength(), toString());
    } catch (NoSuchKeyException missing) {
      throw new ObjectMissing(digest, toString());
    } catch (SdkException cause) {
      throw failed("read " + digest, cause);
    }
  }

  @Override
  public boolean has(Digest digest) throws IOException {
    return head(digest).isPresent();
  }

  @Override
  public long size(Digest digest) throws IOException {
    return head(digest).orElseThrow(() -> new ObjectMissing(digest, toString())).contentLength();
  }

  @Override
  public void delete(Digest digest) throws IOException {
    try {
      client.deleteObject(delete -> delete.bucket(bucket).key(keyOf(digest)));
    } catch (NoSuchKeyException alreadyGone) {
      // Some stores say so; the result is what was asked for.
    } catch (SdkException cause) {
      throw failed("delete " + digest, cause);
    }
  }

  @Override
  public boolean lock(Digest digest, Instant until) throws IOException {
    try {
      return locks.lock(keyOf(digest), until);
    } catch (SdkException cause) {
      throw failed("lock " + digest, cause);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  @Override
  public String toString() {
    return "s3://" + bucket + "/" + prefix;
  }

  private Optional<HeadObjectResponse> head(Digest digest) throws IOException {
    try {
      return Optional.of(client.headObject(head -> head.bucket(bucket).key(keyOf(digest))));
    } catch (NoSuchKeyException missing) {
      return Optional.empty();
    } catch (S3Exception answered) {
      if (answered.statusCode() == 404) {
        return Optional.empty();
      }
      throw failed("look up " + digest, answered);
    } catch (SdkException cause) {
      throw failed("look up " + digest, cause);
    }
  }

  private String keyOf(Digest digest) {
    return prefix + digest.hex();
  }

  private IOException failed(String what, SdkException cause) {
    return new IOException(
        "The object store " + this + " could not " + what + ": " + cause.getMessage(), cause);
  }
}
