package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirestoreCallsTest {

  @TempDir private Path folder;

  @Test
  void collections_are_known_by_the_calls_that_use_them() {
    var facts =
        new HandMade(folder)
            .with(
                "src/a.ts",
                """
                import { collection, addDoc } from "firebase/firestore";
                await addDoc(collection(db, "orders"), { total: 3, note });
                const q = query(collection(db, "orders"), where("owner", "==", uid));
                await getDocs(collection(db, "shops"));
                await updateDoc(doc(db, "orders", id), { total: 4 });
                await deleteDoc(doc(db, "orders/old"));
                await adminDb.collection("logs").add({ what });
                collection(stamps);
                """)
            .read();

    assertThat(facts.tables())
        .extracting("name", "operations", "filters", "keys", "bounded")
        .containsExactly(
            tuple("orders", List.of("insert"), List.of(), List.of("total", "note"), true),
            tuple("orders", List.of("select"), List.of("owner"), List.of(), true),
            tuple("shops", List.of("select"), List.of(), List.of(), false),
            tuple("orders", List.of("update"), List.of(), List.of("total"), true),
            tuple("orders", List.of("delete"), List.of(), List.of(), true),
            tuple("logs", List.of("insert"), List.of(), List.of("what"), true));
    assertThat(facts.hints().get("orders")).containsEntry("total", "number");
  }

  @Test
  void rules_are_read_with_the_paths_of_all_blocks_around_them() {
    var facts =
        new HandMade(folder)
            .with(
                "firestore.rules",
                """
                service cloud.firestore {
                  match /databases/{database}/documents {
                    function mine() { return request.auth != null; }
                    match /orders/{id} {
                      allow read, write: if mine()
                        && true;
                      match /lines/{line} { allow read; }
                    }
                    match /{document=**} { allow create: if true; }
                  }
                }
                """)
            .read();

    assertThat(facts.storeRules())
        .extracting("path", "acts", "condition", "place.line")
        .containsExactly(
            tuple("/orders/{id}", List.of("read", "write"), "mine() && true", 5),
            tuple("/orders/{id}/lines/{line}", List.of("read"), null, 7),
            tuple("/{document=**}", List.of("create"), "true", 9));
  }
}
