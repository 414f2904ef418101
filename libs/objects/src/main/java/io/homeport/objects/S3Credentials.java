package io.homeport.objects;

/**
 * An access key of an S3 store.
 *
 * @param secretKey never printed
 */
public record S3Credentials(String accessKey, String secretKey) implements ObjectsCredentials {

  public S3Credentials {
    if (accessKey.isBlank() || secretKey.isBlank()) {
      throw new IllegalArgumentException(
          "S3 credentials need an access key and a secret key; one of them is empty.");
    }
  }

  @Override
  public String toString() {
    return "S3Credentials[accessKey=" + accessKey + ", secretKey=***]";
  }
}
