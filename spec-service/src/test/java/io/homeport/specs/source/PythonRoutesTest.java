package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonRoutesTest {

  @TempDir private Path folder;

  @Test
  void routes_of_fastapi_have_the_paths_and_guards_of_all_routers_around_them() {
    var facts =
        new HandMade(folder)
            .with(
                "backend/server.py",
                """
                from fastapi import APIRouter, Depends, FastAPI
                from routes import orders
                from routes.users import router as users_router
                app = FastAPI()
                api = APIRouter(prefix="/api")
                @app.get("/")
                def root(): return {}
                @api.post("/login")
                async def login(body: Login): return {}
                @api.api_route("/both", methods=["PUT"])
                async def both(): return {}
                api.include_router(orders.router, prefix="/orders", dependencies=[Depends(get_current_user)])
                app.include_router(api)
                app.include_router(users_router)
                """)
            .with(
                "backend/routes/orders.py",
                """
                from fastapi import APIRouter, Depends, Security
                router = APIRouter(prefix="/v1")
                @router.get("")
                async def list_orders(): return []
                @router.delete("/{id}")
                async def delete_order(id: str, user=Security(require_role("admin"))): return {}
                """)
            .with(
                "backend/routes/users.py",
                """
                from fastapi import APIRouter
                router = APIRouter(prefix="/users")
                @router.get("/me")
                async def me(): return {}
                """)
            .with(
                "backend/routes/forgotten.py",
                """
                from fastapi import APIRouter
                router = APIRouter(prefix="/forgotten")
                @router.get("/x")
                async def forgotten(): return {}
                """)
            .with(
                "backend/server_backup.py",
                """
                from fastapi import FastAPI
                app = FastAPI()
                @app.get("/old")
                def old(): return {}
                """)
            .read();

    assertThat(facts.served())
        .extracting("method", "path", "name", "framework", "guards")
        .containsExactlyInAnyOrder(
            tuple("GET", "/", "root", "FastAPI", List.of()),
            tuple("POST", "/api/login", "login", "FastAPI", List.of()),
            tuple("PUT", "/api/both", "both", "FastAPI", List.of()),
            tuple("GET", "/api/orders/v1", "list_orders", "FastAPI", List.of("get_current_user")),
            tuple(
                "DELETE",
                "/api/orders/v1/{id}",
                "delete_order",
                "FastAPI",
                List.of("require_role", "get_current_user")),
            tuple("GET", "/users/me", "me", "FastAPI", List.of()));
  }

  @Test
  void routes_of_flask_have_the_prefix_that_their_blueprint_is_registered_under() {
    var facts =
        new HandMade(folder)
            .with(
                "app.py",
                """
                from flask import Flask, Blueprint
                app = Flask(__name__)
                notes = Blueprint("notes", __name__, url_prefix="/never")
                @app.route("/hello")
                def hello(): return ""
                @notes.route("/<int:id>", methods=["OPTIONS", "POST"])
                @login_required
                def save(id): return ""
                app.register_blueprint(notes, url_prefix="/notes")
                """)
            .read();

    assertThat(facts.served())
        .extracting("method", "path", "name", "guards")
        .containsExactly(
            tuple("GET", "/hello", "hello", List.of()),
            tuple("POST", "/notes/<int:id>", "save", List.of("login_required")));
  }

  @Test
  void sign_in_by_own_code_is_found_and_reading_a_token_is_none() {
    var facts =
        new HandMade(folder)
            .with(
                "auth.py",
                """
                import bcrypt, jwt
                if bcrypt.checkpw(a, b): token = jwt.encode({}, SECRET)
                claims = jwt.decode(token, SECRET)
                text = name.encode()
                """)
            .read();

    assertThat(facts.authentication())
        .extracting("method")
        .containsExactly(SignInCode.PASSWORD, SignInCode.TOKEN);
  }
}
