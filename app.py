"""The overview: the whole network on one screen, for the image in use. Start with `streamlit run app.py`.

Streamlit imports this file once, as the server, and runs it for every visitor, as the page.
"""

if __name__ == "__main__":
    from explainer.ui import overview, replay, welcome
    from explainer.ui.page_frame import page_frame

    with page_frame("overview") as frame:
        welcome.welcome(frame)
        overview.network(frame)
        replay.replay(frame)
else:
    from streamlit.starlette import App

    from explainer import environment
    from explainer.ui.first_epoch import routes
    from explainer.ui.server import MIDDLEWARE
    from explainer.ui.server.lifespan import lifespan

    environment.check()
    app = App(__file__, routes=routes(), middleware=MIDDLEWARE, lifespan=lifespan)
