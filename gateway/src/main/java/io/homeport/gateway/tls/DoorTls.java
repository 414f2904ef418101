package io.homeport.gateway.tls;

import io.homeport.gateway.domain.Domain;
import io.homeport.gateway.domain.Domains;
import io.netty.channel.Channel;
import io.netty.handler.ssl.DelegatingSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.Future;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.spi.tls.DefaultSslContextFactory;
import io.vertx.core.spi.tls.SslContextFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;

/**
 * TLS 1.3 and 1.2 with forward secrecy and authenticated encryption only, HTTP/2 and HTTP/1.1. The
 * certificate is looked up for each handshake, so that a new one needs no restart and cuts no
 * connection. A name that is not known gets the alert {@code unrecognized_name}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9325">RFC 9325, recommendations for TLS</a>
 */
public final class DoorTls {

  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  private static final int MOST_STREAMS = 128;

  private final Domains domains;

  public DoorTls(Domains domains) {
    this.domains = domains;
  }

  /** Has a server speak TLS. */
  public HttpServerOptions applyTo(HttpServerOptions options) {
    CIPHERS.forEach(options::addEnabledCipherSuite);
    options.getInitialSettings().setMaxConcurrentStreams(MOST_STREAMS);
    options.getInitialSettings().setMaxHeaderListSize(options.getMaxHeaderSize());
    return options
        .setSsl(true)
        .setUseAlpn(true)
        .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
        .setKeyCertOptions(KeyCertOptions.wrap(new DoorKeys(domains)))
        .setSslEngineOptions(new Engines(domains));
  }

  /** The JDK's engines, which also know the protocol of challenges and who is known here. */
  private static final class Engines extends JdkSSLEngineOptions {

    private final Domains domains;

    Engines(Domains domains) {
      this.domains = domains;
    }

    @Override
    public JdkSSLEngineOptions copy() {
      return new Engines(domains);
    }

    @Override
    public SslContextFactory sslContextFactory() {
      return new Contexts(domains);
    }
  }

  private static final class Contexts extends DefaultSslContextFactory {

    private final Domains domains;

    Contexts(Domains domains) {
      super(SslProvider.JDK, false);
      this.domains = domains;
    }

    @Override
    public SslContextFactory applicationProtocols(List<String> protocols) {
      var all = new ArrayList<>(protocols);
      all.add(Handshakes.ACME);
      return super.applicationProtocols(all);
    }

    @Override
    public SslContext create() throws SSLException {
      return new DelegatingSslContext(super.create()) {
        @Override
        protected void initEngine(SSLEngine engine) {
          SSLParameters parameters = engine.getSSLParameters();
          parameters.setSNIMatchers(List.of(new KnownNames(domains)));
          parameters.setUseCipherSuitesOrder(true);
          engine.setSSLParameters(parameters);
        }

        /** What was opened to see a challenge is over: no request may come that way. */
        @Override
        protected void initHandler(SslHandler handler) {
          super.initHandler(handler);
          handler
              .handshakeFuture()
              .addListener((Future<Channel> done) -> {
                if (done.isSuccess() && Handshakes.ACME.equals(handler.applicationProtocol())) {
                  done.getNow().close();
                }
              });
        }
      };
    }
  }

  private static final class KnownNames extends SNIMatcher {

    private final Domains domains;

    KnownNames(Domains domains) {
      super(StandardConstants.SNI_HOST_NAME);
      this.domains = domains;
    }

    @Override
    public boolean matches(SNIServerName name) {
      String asked = new String(name.getEncoded(), StandardCharsets.US_ASCII);
      Domain domain = domains.find(asked.toLowerCase(Locale.ROOT));
      return domain != null
          && (domain.certificate().isPresent()
              || domain.challenge().flatMap(Domain.Challenge::certificate).isPresent());
    }
  }
}
