package io.homeport.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.contracts.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import java.util.UUID;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

class S3ObjectsTest extends ObjectsContract {
  private static final S3Credentials CREDENTIALS = new S3Credentials("key", "secret-of-the-store");
  private static final String PREFIX = "platform/objects/";
  private static final long SMALLEST_PART_BYTES = 5L << 20;

  @TempDir static Path folder;

  private static S3Proxy server;
  private static S3Client client;

  private String bucket = "";
  private Objects objects = new DirectoryObjects(folder);

  @BeforeAll
  static void start_a_store() throws Exception {
    server =
        S3Proxy.builder()
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(
                AuthenticationType.AWS_V2_OR_V4, CREDENTIALS.accessKey(), CREDENTIALS.secretKey())
            .blobStore(new FilesystemNio2BlobStore(folder.toString()))
            .build();
    server.start();
    client = client(new ExecutionInterceptor() {});
  }

  private static S3Client client(ExecutionInterceptor interceptor) {
    return S3Client.builder()
        .endpointOverride(endpoint())
        .forcePathStyle(true)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(CREDENTIALS.accessKey(), CREDENTIALS.secretKey())))
        .overrideConfiguration(override -> override.addExecutionInterceptor(interceptor))
        .build();
  }

  @AfterAll
  static void stop_it() throws Exception {
    client.close();
    server.stop();
  }

  @BeforeEach
  void make_a_bucket() {
    bucket = "bucket-" + UUID.randomUUID();
    client.createBucket(create -> create.bucket(bucket));
    objects = new S3Objects(client, bucket, PREFIX, SMALLEST_PART_BYTES);
  }

  @AfterEach
  void nothing_is_outside_of_the_prefix() {
    assertThat(client.listObjectsV2(list -> list.bucket(bucket)).contents())
        .allMatch(object -> object.key().startsWith(PREFIX));
    assertThat(client.listMultipartUploads(list -> list.bucket(bucket)).uploads()).isEmpty();
  }

  @Override
  Objects objects() {
    return objects;
  }

  @Override
  int stored() {
    return client.listObjectsV2(list -> list.bucket(bucket)).keyCount();
  }

  @Override
  void replace(Digest digest, byte[] bytes) {
    client.putObject(
        put -> put.bucket(bucket).key(PREFIX + digest.hex()), RequestBody.fromBytes(bytes));
  }

  @Test
  void a_location_in_a_configuration_opens_the_store() throws IOException {
    var digest = put(CONTENT);

    try (var opened = location(endpoint()).open(CREDENTIALS);
        var content = opened.open(digest)) {
      assertThat(content.readAllBytes()).isEqualTo(CONTENT);
    }
  }

  @Test
  void a_wrong_key_is_told_without_telling_it() {
    try (var opened = location(endpoint()).open(new S3Credentials("key", "wrong-secret"))) {
      assertThatThrownBy(() -> opened.has(ABSENT))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(ObjectMissing.class)
          .hasMessageContaining("s3://" + bucket)
          .hasMessageNotContaining("wrong-secret");
    }
  }

  @Test
  void a_store_that_is_away_is_no_missing_object() throws IOException {
    URI nobody;
    try (var socket = new ServerSocket(0)) {
      nobody = URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }
    try (var opened = location(nobody).open(CREDENTIALS)) {
      assertThatThrownBy(() -> opened.open(ABSENT))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(ObjectMissing.class)
          .hasMessageContaining("could not read " + ABSENT);
    }
  }

  @Test
  void the_store_is_told_the_digest_of_what_it_gets() throws IOException {
    // Given
    var told = new ArrayList<String>();
    ExecutionInterceptor listening =
        new ExecutionInterceptor() {
          @Override
          public void beforeTransmission(
              Context.BeforeTransmission context, ExecutionAttributes attributes) {
            context.httpRequest().firstMatchingHeader("x-amz-checksum-sha256").ifPresent(told::add);
          }
        };
    byte[] large = new byte[17 << 20];
    new Random(3).nextBytes(large);

    // When
    try (var heard = client(listening)) {
      var copies = new S3Objects(heard, bucket, PREFIX, SMALLEST_PART_BYTES);
      copies.put(new ByteArrayInputStream(CONTENT));
      copies.copy(new ByteArrayInputStream(large), Digest.of(large), large.length);
    }

    // Then
    assertThat(told)
        .containsExactly(
            checksum(CONTENT, 0, CONTENT.length),
            checksum(large, 0, 16 << 20),
            checksum(large, 16 << 20, 17 << 20));
  }

  private static String checksum(byte[] bytes, int from, int to) {
    return Base64.getEncoder()
        .encodeToString(Digest.sha256().digest(Arrays.copyOfRange(bytes, from, to)));
  }

  private ObjectsLocation location(URI endpoint) {
    return ObjectsLocation.parse(
        "s3://"
            + bucket
            + "/platform/objects?endpoint="
            + URLEncoder.encode(endpoint.toString(), StandardCharsets.UTF_8));
  }

  private static URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getPort());
  }
}
