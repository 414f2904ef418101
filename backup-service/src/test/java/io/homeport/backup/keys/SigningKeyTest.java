package io.homeport.backup.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.homeport.backup.TestKeys;
import io.homeport.backup.Trouble;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import org.junit.jupiter.api.Test;

class SigningKeyTest {

  private static final byte[] CONTENT = "a report".getBytes(StandardCharsets.UTF_8);

  private final SigningKey.Sealed sealed = SigningKey.fresh(TestKeys.key(1));

  @Test
  void what_it_signs_its_public_part_confirms_and_nothing_else() throws Exception {
    byte[] signature = SigningKey.open(sealed, TestKeys.key(1)).sign(CONTENT);

    assertThat(signature).hasSize(64);
    assertThat(confirms(signature, CONTENT)).isTrue();
    assertThat(confirms(signature, "a rapport".getBytes(StandardCharsets.UTF_8))).isFalse();
  }

  @Test
  void without_its_master_key_it_signs_nothing() {
    assertThatThrownBy(() -> SigningKey.open(sealed, TestKeys.key(2))).isInstanceOf(Trouble.class);
  }

  @Test
  void under_another_master_key_it_is_the_same_key() throws Exception {
    SigningKey.Sealed resealed = SigningKey.reseal(sealed, TestKeys.key(1));

    assertThat(resealed.privatePart()).isNotEqualTo(sealed.privatePart());
    assertThat(confirms(SigningKey.open(resealed, TestKeys.key(1)).sign(CONTENT), CONTENT))
        .isTrue();
  }

  @Test
  void it_cannot_be_printed() throws Exception {
    SigningKey key = SigningKey.open(sealed, TestKeys.key(1));

    assertThat(key).hasToString("SigningKey[" + key.publicPart().id() + "]");
  }

  private boolean confirms(byte[] signature, byte[] content) throws Exception {
    Signature check = Signature.getInstance("Ed25519");
    check.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(new X509EncodedKeySpec(sealed.publicPart().encoded())));
    check.update(content);
    return check.verify(signature);
  }
}
