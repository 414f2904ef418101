import os
import uuid
from datetime import datetime, timedelta, timezone
from typing import List, Optional

import bcrypt
import jwt
from emergentintegrations.llm.chat import LlmChat, UserMessage
from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from motor.motor_asyncio import AsyncIOMotorClient
from pydantic import BaseModel, EmailStr, Field
from starlette.middleware.cors import CORSMiddleware

client = AsyncIOMotorClient(os.environ["MONGO_URL"])
db = client[os.environ["DB_NAME"]]
JWT_SECRET = os.environ.get("JWT_SECRET", "allotment-rota-2026")

app = FastAPI()
api_router = APIRouter(prefix="/api")
beds_router = APIRouter(prefix="/beds")
bearer = HTTPBearer()


class UserCreate(BaseModel):
    email: EmailStr
    password: str
    name: str


class User(BaseModel):
    id: str = Field(default_factory=lambda: str(uuid.uuid4()))
    email: EmailStr
    name: str
    role: str = "member"
    created_at: str = Field(default_factory=lambda: datetime.now(timezone.utc).isoformat())


class Bed(BaseModel):
    id: str = Field(default_factory=lambda: str(uuid.uuid4()))
    label: str
    tenant_id: Optional[str] = None
    open: bool = True


class Watering(BaseModel):
    id: str = Field(default_factory=lambda: str(uuid.uuid4()))
    bed_id: str
    user_id: str
    day: str
    litres: float = 0


async def get_current_user(credentials: HTTPAuthorizationCredentials = Depends(bearer)) -> dict:
    try:
        payload = jwt.decode(credentials.credentials, JWT_SECRET, algorithms=["HS256"])
    except jwt.PyJWTError:
        raise HTTPException(status_code=401, detail="Invalid token")
    user = await db.users.find_one({"id": payload["sub"]}, {"_id": 0})
    if not user:
        raise HTTPException(status_code=401, detail="User not found")
    return user


@api_router.post("/auth/register")
async def register(body: UserCreate):
    user = User(email=body.email, name=body.name)
    document = user.model_dump()
    document["password_hash"] = bcrypt.hashpw(body.password.encode(), bcrypt.gensalt()).decode()
    await db.users.insert_one(document)
    return user


@api_router.post("/auth/login")
async def login(body: UserCreate):
    user = await db.users.find_one({"email": body.email})
    if not user or not bcrypt.checkpw(body.password.encode(), user["password_hash"].encode()):
        raise HTTPException(status_code=401, detail="Wrong email or password")
    expires = datetime.now(timezone.utc) + timedelta(days=7)
    return {"token": jwt.encode({"sub": user["id"], "exp": expires}, JWT_SECRET, algorithm="HS256")}


@beds_router.get("", response_model=List[Bed])
async def list_beds(user: dict = Depends(get_current_user)):
    return await db.beds.find({}, {"_id": 0}).to_list(1000)


@beds_router.delete("/{bed_id}")
async def delete_bed(bed_id: str):
    await db.beds.delete_one({"id": bed_id})
    return {"ok": True}


@api_router.post("/waterings", response_model=Watering)
async def add_watering(body: Watering, user: dict = Depends(get_current_user)):
    await db.waterings.insert_one(body.model_dump())
    return body


@api_router.post("/tools/{tool_id}/lend")
async def lend(tool_id: str, user: dict = Depends(get_current_user)):
    await db.tool_loans.insert_one({"tool_id": tool_id, "user_id": user["id"], "returned": False})
    return {"ok": True}


@api_router.get("/advice")
async def advice(user: dict = Depends(get_current_user)):
    chat = LlmChat(api_key=os.environ["EMERGENT_LLM_KEY"], session_id=user["id"], system_message="You garden.")
    return {"text": await chat.send_message(UserMessage(text="What to sow now?"))}


api_router.include_router(beds_router)
app.include_router(api_router)
app.add_middleware(
    CORSMiddleware,
    allow_origins=os.environ.get("CORS_ORIGINS", "*").split(","),
    allow_methods=["*"],
    allow_headers=["*"],
)
