package io.homeport.backup.keys;

import io.homeport.contracts.Digest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;

/**
 * The Ed25519 key with which an installation signs reports. Its private part leaves memory sealed
 * under the master key alone. Cannot be printed.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8032">RFC 8032</a>
 */
public final class SigningKey {

  public static final String ALGORITHM = "Ed25519";

  private static final byte[] CONTEXT = "homeport signing key".getBytes(StandardCharsets.US_ASCII);
  private static final int ID_DIGITS = 16;

  private final PublicPart publicPart;
  private final PrivateKey privateKey;

  private SigningKey(PublicPart publicPart, PrivateKey privateKey) {
    this.publicPart = publicPart;
    this.privateKey = privateKey;
  }

  /**
   * What everybody may have.
   *
   * @param encoded X.509 SubjectPublicKeyInfo
   */
  public record PublicPart(byte[] encoded) {
    public PublicPart {
      encoded = encoded.clone();
    }

    @Override
    public byte[] encoded() {
      return encoded.clone();
    }

    /** Names it: the first 16 hexadecimal digits of the SHA-256 of its encoding. */
    public String id() {
      return Digest.of(encoded).hex().substring(0, ID_DIGITS);
    }

    /** As openssl reads it. */
    public String pem() {
      return "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
          .formatted(Base64.getEncoder().encodeToString(encoded));
    }
  }

  /** As it is kept. */
  public record Sealed(PublicPart publicPart, WrappedKey privatePart) {}

  /** A new one. */
  public static Sealed fresh(MasterKey master) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      byte[] seed = ((EdECPrivateKey) pair.getPrivate()).getBytes().orElseThrow();
      return new Sealed(
          new PublicPart(pair.getPublic().getEncoded()), master.wrap(DataKey.of(seed), CONTEXT));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
  }

  /**
   * Unseals one.
   *
   * @throws io.homeport.backup.Trouble for the operator, when it was sealed under another master
   *     key
   */
  public static SigningKey open(Sealed sealed, MasterKey master) throws DamagedKey {
    byte[] seed = master.unwrap(sealed.privatePart(), CONTEXT).reveal();
    try {
      PrivateKey key =
          KeyFactory.getInstance(ALGORITHM)
              .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
      return new SigningKey(sealed.publicPart(), key);
    } catch (GeneralSecurityException e) {
      throw new DamagedKey(e);
    }
  }

  /**
   * Seals one under the master key of now.
   *
   * @throws io.homeport.backup.Trouble for the operator, when the one it was sealed under is gone
   */
  public static Sealed reseal(Sealed sealed, MasterKey master) throws DamagedKey {
    DataKey seed = master.unwrap(sealed.privatePart(), CONTEXT);
    return new Sealed(sealed.publicPart(), master.wrap(seed, CONTEXT));
  }

  public PublicPart publicPart() {
    return publicPart;
  }

  /** 64 bytes. */
  public byte[] sign(byte[] content) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(privateKey);
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("an Ed25519 key signs whatever it is given", e);
    }
  }

  @Override
  public String toString() {
    return "SigningKey[" + publicPart.id() + "]";
  }
}
