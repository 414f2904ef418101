from fastapi import FastAPI

app = FastAPI()


@app.get("/charts/{hive}")
def chart(hive: str):
    return {"hive": hive, "svg": "<svg/>"}
