package io.homeport.backup.proof;

import io.homeport.backup.keys.DamagedKey;
import io.homeport.backup.keys.MasterKey;
import io.homeport.backup.keys.SigningKey;
import io.homeport.backup.keys.WrappedKey;
import io.homeport.messaging.Transactions;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * The table {@code signing_key}: one row, made by whichever replica needs it first. The private key
 * follows the master key when that is rotated.
 */
@ApplicationScoped
public class SigningKeys {

  private static final String ADD =
      """
      insert into signing_key (public_key, master_key, private_key)
      values (:publicKey, :masterKey, :privateKey) on conflict do nothing
      """;

  private static final String FIND = "select public_key, master_key, private_key from signing_key";

  private static final String RESEAL =
      "update signing_key set master_key = :masterKey, private_key = :privateKey"
          + " where public_key = :publicKey";

  @Inject Transactions transactions;
  @Inject MasterKey master;

  /**
   * Waits, so it is for workers.
   *
   * @throws io.homeport.backup.Trouble for the operator, when it is sealed under another master key
   */
  public SigningKey current() throws DamagedKey {
    SigningKey.Sealed sealed = transactions.await(this::sealed);
    if (!sealed.privatePart().masterKeyId().equals(master.id())) {
      SigningKey.Sealed resealed = SigningKey.reseal(sealed, master);
      transactions.await(() -> run(RESEAL, resealed));
    }
    return SigningKey.open(sealed, master);
  }

  Uni<SigningKey.PublicPart> published() {
    return sealed().map(SigningKey.Sealed::publicPart);
  }

  private Uni<SigningKey.Sealed> sealed() {
    return find()
        .onItem()
        .ifNull()
        .switchTo(() -> run(ADD, SigningKey.fresh(master)).chain(this::find));
  }

  private Uni<SigningKey.Sealed> find() {
    return transactions.acrossOrganizations(() ->
        Panache.getSession()
            .chain(
                session -> session.createNativeQuery(FIND, Object[].class).getSingleResultOrNull())
            .map(row ->
                row == null
                    ? null
                    : new SigningKey.Sealed(
                        new SigningKey.PublicPart((byte[]) row[0]),
                        new WrappedKey((String) row[1], (byte[]) row[2]))));
  }

  private Uni<Integer> run(String sql, SigningKey.Sealed key) {
    return transactions.acrossOrganizations(() ->
        Panache.getSession()
            .chain(session ->
                session
                    .createNativeQuery(sql)
                    .setParameter("publicKey", key.publicPart().encoded())
                    .setParameter("masterKey", key.privatePart().masterKeyId())
                    .setParameter("privateKey", key.privatePart().sealed())
                    .executeUpdate()));
  }
}
