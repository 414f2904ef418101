package io.homeport.deploy.build;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.homeport.contracts.Digest;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a snapshot was built into. Kept as an object; everything in it is named by digest, so that
 * the same manifest is the same release content.
 *
 * @param runtime the name of the runtime it needs
 * @param dist the archive of the built files
 * @param output the object that lists the built files, as {@link OutputTree}: its digest is the
 *     fingerprint of the build. Absent in manifests of before
 * @param functions the archive of the prepared edge functions; absent when there are none
 * @param publicFunctions names of functions that answer without a token
 * @param migrations the object that lists the migrations, as {@link
 *     io.homeport.deploy.migration.MigrationList}
 * @param projects hosted projects that the source names
 * @param publicKeys public keys of hosted projects that the source names
 * @param warnings what works only in part, one line each
 * @param server the server that the app brings along; empty when files are all there is
 * @param log the object that holds the build's log
 */
public record BuildManifest(
    String runtime,
    Digest dist,
    Optional<Digest> output,
    Optional<Digest> functions,
    List<String> publicFunctions,
    Digest migrations,
    Set<String> projects,
    Set<String> publicKeys,
    List<String> warnings,
    Optional<Server> server,
    Digest log) {

  /**
   * A built server of an app.
   *
   * @param bundle the archive of the folder that it runs in
   * @param start what Node is started with in that folder
   * @param readsServiceKey whether it asks for the key that passes by row security
   * @param node the Node it was built with and runs with; empty for the machine's own
   */
  public record Server(
      Digest bundle, List<String> start, boolean readsServiceKey, Optional<Node> node) {
    public Server {
      start = List.copyOf(start);
    }
  }

  /**
   * A Node that is not the machine's own.
   *
   * @param program the archive of a folder with nothing but {@value #PROGRAM}
   */
  public record Node(String version, Digest program) {
    public static final String PROGRAM = "node";
  }

  private static final ObjectMapper JSON = JsonMapper.builder().addModule(new Jdk8Module()).build();

  public byte[] json() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest is always writable", e);
    }
  }

  public static BuildManifest read(byte[] json) {
    try {
      return JSON.readValue(json, BuildManifest.class);
    } catch (IOException e) {
      throw new IllegalStateException("a stored build manifest is not in its form", e);
    }
  }
}
